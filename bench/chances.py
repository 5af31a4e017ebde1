"""Win chances on real data: learnt from what had ended before a day, tried on what was open then or began later."""

import csv
import lzma
from datetime import date, datetime

from guanxi.config.env import ROOT
from guanxi.sales.learning import Ended, Validation, validate

FILES = ROOT / "demo" / "files"
SPLITS = (date(2017, 7, 1), date(2017, 9, 1), date(2017, 10, 1), date(2017, 11, 1))


def maven() -> list[Ended]:
    """The ended opportunities of the Maven set, with what was known of them from the beginning."""
    with (FILES / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
        sectors = {row["account"]: row["sector"] for row in csv.DictReader(file)}
    with lzma.open(FILES / "sales_pipeline.csv.xz", "rt", encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["deal_stage"] in ("Won", "Lost")]
    found = []
    for row in rows:
        opened, closed = _day(row["engage_date"]), _day(row["close_date"])
        facts = {"owner": row["sales_agent"], "product": row["product"], "industry": sectors.get(row["account"], "")}
        found.append(Ended(opened, closed, row["deal_stage"] == "Won", facts, [(opened, "engaging")]))
    return found


def table() -> str:
    """Markdown: a line per day of splitting, and the reliability of the last but one."""
    rows = maven()
    tried = [one for split in SPLITS if (one := validate(rows, split))]
    lines = [f"Win chances on the Maven set ({len(rows):,} ended):", ""]
    lines += [
        "| learnt before | learnt from | tried on | AUC | Brier | base rate's | stage and age's |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_line(one) for one in tried]
    shown = tried[-2]
    lines += [
        "",
        f"Reliability, learnt before {shown.split}:",
        "",
        "| opportunities | mean chance | won |",
        "|---|---|---|",
    ]
    lines += [f"| {one.number:,} | {one.said:.3f} | {one.won:.3f} |" for one in shown.bins]
    return "\n".join(lines)


def _line(one: Validation) -> str:
    figures = " | ".join(f"{value:.4f}" for value in (one.auc, one.brier, one.base, one.by_stage))
    return f"| {one.split} | {one.learnt:,} | {one.tried:,} | {figures} |"


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone
