"""The forecast on real data: for each month, what would have been said on its first day against what came, beside two plain guesses."""

import csv
import lzma
from datetime import date

from bench.chances import FILES, _day
from guanxi.sales.calibrating import Models, Month, months, total
from guanxi.sales.forecasting import came, range_of
from guanxi.sales.hazards import Case, History

UNTIL = date(2018, 1, 1)  # the set ends on the day before


def maven() -> list[Case]:
    """The opportunities of the Maven set that have a first day, as they went; their worth is known only of those that were won."""
    with (FILES / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
        sectors = {row["account"]: row["sector"] for row in csv.DictReader(file)}
    with lzma.open(FILES / "sales_pipeline.csv.xz", "rt", encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["engage_date"]]
    sellers = {name: number for number, name in enumerate(sorted({row["sales_agent"] for row in rows}), 1)}
    found = []
    for row in rows:
        opened, closed = _day(row["engage_date"]), _day(row["close_date"]) if row["close_date"] else None
        facts = {"owner": row["sales_agent"], "product": row["product"], "industry": sectors.get(row["account"], "")}
        found.append(
            Case(opened, closed, row["deal_stage"] == "Won", sellers[row["sales_agent"]], facts, [(opened, "engaging")], row["product"], float(row["close_value"] or 0))
        )  # fmt: skip
    return found


def table() -> str:
    """Markdown: a line per month, coverage and width of the 80 % range, errors beside those of plain guesses."""
    cases = maven()
    found = months(History(cases), Models(cases), UNTIL)
    lines = [f"Forecast on the Maven set ({len(cases):,} opportunities), each month as on its first day:", ""]
    lines += [
        "| month | forecast | 80 % range | won | held | as last month | mean of last 3 |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line(cases, one) for one in found]
    return "\n".join([*lines, "", *_summary(cases, found)])


def _line(cases: list[Case], one: Month) -> str:
    said, actual = range_of(total(one.sums.values()), one.widths.whole), _won(cases, one)
    held = ("yes" if said.low <= actual <= said.high else "no") + ("" if one.widths.tried else ", by chance alone")
    guesses = " | ".join(f"{value:,.0f}" for value in _plain(cases, one))
    return f"| {one.first:%Y-%m} | {said.middle:,.0f} | {said.low:,.0f} – {said.high:,.0f} | {actual:,.0f} | {held} | {guesses} |"


def _summary(cases: list[Case], found: list[Month]) -> list[str]:
    lines = [
        "| | ranges | held | mean width / won | error, forecast | as last month | mean of last 3 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, part in (
        ("calibrated", [m for m in found if m.widths.tried]),
        ("by chance alone", [m for m in found if not m.widths.tried]),
    ):
        rows = [
            (range_of(total(one.sums.values()), one.widths.whole), _won(cases, one), _plain(cases, one)) for one in part
        ]
        won = sum(actual for _said, actual, _guess in rows)
        held = sum(said.low <= actual <= said.high for said, actual, _guess in rows)
        errors = [sum(abs(guess - actual) for guess, actual in zip(column, [row[1] for row in rows], strict=True)) / won for column in (
            [row[0].middle for row in rows], [row[2][0] for row in rows], [row[2][1] for row in rows])]  # fmt: skip
        width = sum(said.high - said.low for said, _actual, _guess in rows) / won
        lines.append(
            f"| company, {name} | {len(rows)} | {held} | {width:.2f} | "
            + " | ".join(f"{one:.3f}" for one in errors)
            + " |"
        )
        of_each = [
            (range_of(said, one.widths.one), came(cases, one.first, one.last).get(owner, 0.0))
            for one in part
            for owner, said in one.sums.items()
        ]
        held = sum(said.low <= actual <= said.high for said, actual in of_each)
        width = sum(said.high - said.low for said, _actual in of_each) / sum(actual for _said, actual in of_each)
        lines.append(
            f"| single sellers, {name} | {len(of_each)} | {held} ({held / len(of_each):.0%}) | {width:.2f} | | | |"
        )
    return lines


def _won(cases: list[Case], one: Month) -> float:
    return sum(came(cases, one.first, one.last).values())


def _plain(cases: list[Case], one: Month) -> tuple[float, float]:
    """What saying "as last month" and "the mean of the last three" would have been."""
    number = one.first.year * 12 + one.first.month - 1
    starts = [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in (1, 2, 3)]
    ends = [one.first, *starts]
    past = [
        sum(came(cases, first, date.fromordinal(end.toordinal() - 1)).values())
        for first, end in zip(starts, ends, strict=False)
    ]
    known = [value for value in past if value] or [0.0]
    return known[0], sum(known) / len(known)
