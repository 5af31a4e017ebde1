"""Measures and dimensions: what they add up, checked against plain Python over the same rows."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from guanxi.analytics.metrics import dimensions, measures
from guanxi.analytics.metrics.asking import Question, Scope, expression
from guanxi.analytics.tests.star import CHANGED, Rows, make_star
from guanxi.analytics.warehouse import engines

TODAY = date(2026, 2, 10)
Ask = Callable[..., dict[tuple[Any, ...], Any]]


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Rows]]:
    folder: Path = tmp_path_factory.mktemp("star")
    listed, rows = make_star(folder)
    return engines.duckdb(folder, listed), rows


@pytest.fixture(scope="module")
def ask(star) -> Ask:
    def answer(name: str, *by: str, first=None, last=None, only=None, scope: Scope | None = None):
        measure = measures.BY_NAME[name]
        asked = expression(star[0], measure, Question(first, last, TODAY, by, only or {}), scope or Scope())
        found = asked.to_pyarrow().to_pylist()
        return {tuple(value for key, value in row.items() if key != "value"): row["value"] for row in found}

    return answer


def summed(
    rows: Rows, key: Callable[[dict[str, Any]], Any], value: Callable[[dict[str, Any]], Decimal]
) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[key(row)] += value(row)
    return dict(found)


def placed(rows: dict[str, Rows], **wanted: Any) -> Rows:
    return [one for one in rows["orders"] if one["status"] == "placed"]


def current(rows: dict[str, Rows]) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in rows["customers"] if one["is_current"]}


def at_the_time(rows: dict[str, Rows], pk: int | None, moment: Any) -> dict[str, Any]:
    return next(
        (one for one in rows["customers"] if one["id"] == pk and one["valid_from"] <= moment < one["valid_to"]), {}
    )


def test_revenue_by_month_and_currency(ask, star) -> None:
    expected = summed(
        placed(star[1]), lambda one: (one["day"].replace(day=1), one["currency"]), lambda one: one["total"]
    )
    assert ask("revenue", "month") == expected


def test_a_period_holds_its_first_and_last_day(ask, star) -> None:
    first, last = date(2025, 12, 3), date(2026, 1, 20)
    inside = [one for one in placed(star[1]) if first <= one["day"] <= last]
    assert ask("orders", first=first, last=last) == {(): len(inside)}


def test_buyers_are_counted_once(ask, star) -> None:
    assert ask("buyers") == {(): len({one["customer_id"] for one in placed(star[1])} - {None})}


def test_an_order_counts_for_the_owner_and_department_of_its_time(ask, star) -> None:
    rows = star[1]
    owner = {one["id"]: at_the_time(rows, one["customer_id"], one["at"]).get("owner_id") for one in rows["orders"]}
    expected = summed(placed(rows), lambda one: (owner[one["id"]], one["currency"]), lambda one: one["total"])
    assert ask("revenue", "owner") == expected
    homes = {(one["id"], one["is_current"]): one["department_id"] for one in rows["members"]}
    single = {one["id"] for one in rows["members"] if one["is_current"]} - {
        one["id"] for one in rows["members"] if not one["is_current"]
    }

    def home(one: dict[str, Any]) -> Any:
        pk = owner[one["id"]]
        return homes.get((pk, pk in single or one["at"] >= CHANGED))

    assert ask("orders", "department") == {
        (key,): number for key, number in summed(placed(rows), home, lambda _one: Decimal(1)).items()
    }


def test_products_have_series(ask, star) -> None:
    series = {one["id"]: one["series"] for one in star[1]["products"]}
    lines = [one for one in star[1]["lines"] if one["status"] == "placed"]
    expected = summed(lines, lambda one: (series.get(one["product_id"]), one["currency"]), lambda one: one["amount"])
    assert ask("sold", "series") == expected


def test_holidays_and_weekends_are_told_apart(ask, star) -> None:
    found = ask("orders", "holiday")
    assert found[("New Year's Day",)] == len(
        [one for one in placed(star[1]) if date(2026, 1, 1) <= one["day"] <= date(2026, 1, 3)]
    )
    assert sum(found.values()) == len(placed(star[1]))


def test_opportunities_won_lost_open_and_how_long_they_took(ask, star) -> None:
    rows = [one for one in star[1]["opportunities"] if not one["is_deleted"]]
    won, lost = ([one for one in rows if one["state"] == state] for state in ("won", "lost"))
    assert ask("win_rate")[()] == pytest.approx(len(won) / (len(won) + len(lost)))
    cycle = [(one["closed_on"] - one["opened_on"]).days for one in won if one["opened_on"]]
    assert ask("sales_cycle")[()] == pytest.approx(sum(cycle) / len(cycle))
    still = [one for one in rows if one["state"] == "open"]
    named = summed(still, lambda one: (one["currency"],), lambda one: one["amount"] or Decimal(0))
    assert ask("open_pipeline", first=date(2030, 1, 1)) == named


def test_overdue_is_what_is_left_of_instalments_whose_day_has_passed(ask, star) -> None:
    due = [one for one in star[1]["instalments"] if one["status"] == "active" and one["day"] < TODAY]
    assert ask("overdue") == {("CNY",): sum(one["amount"] - one["received"] for one in due)}


def test_narrowed_to_values_and_to_none(ask, star) -> None:
    rows = [
        one
        for one in star[1]["opportunities"]
        if one["state"] == "won" and not one["is_deleted"] and one["owner_id"] in {1, None}
    ]
    expected = summed(rows, lambda one: (one["owner_id"], one["currency"]), lambda one: one["amount"] or Decimal(0))
    found = ask("won_amount", "owner", only={"owner": [1, None]})
    assert {key: value or Decimal(0) for key, value in found.items()} == expected


def test_a_scope_narrows_to_owners_and_shared_customers(ask, star) -> None:
    rows = star[1]
    now = current(rows)
    scope = Scope({"customer": [3], "opportunity": [2], "contract": []}, [1, 2])
    seen = {pk for pk, one in now.items() if one["owner_id"] == 3 or pk in {1, 2}}
    assert ask("orders", scope=scope) == {(): len([one for one in placed(rows) if one["customer_id"] in seen])}
    assert ask("entries", scope=scope) == {(): len([one for one in rows["entries"] if one["customer_id"] in seen])}
    assert ask("new_customers", scope=scope) == {(): len([pk for pk in seen if not now[pk]["is_deleted"]])}
    theirs = {one["id"] for one in rows["opportunities"] if one["owner_id"] == 2}
    assert ask("stage_changes", scope=scope) == {(): len(theirs)}
    assert ask("payments", scope=scope) == {}


def test_every_measure_can_be_split_by_every_dimension_of_its_fact(ask) -> None:
    for measure in measures.MEASURES:
        whole = ask(measure.name)
        for name in dimensions.FACTS[measure.fact].dimensions:
            split = ask(measure.name, name)
            assert split, (measure.name, name)
            if measure.unit == "number" and measure.name not in {"buyers", "active_customers"}:
                assert sum(split.values()) == sum(whole.values()), (measure.name, name)
