"""The chart of the explorer: a line along time, bars for everything else."""

from datetime import date
from decimal import Decimal

from guanxi.analytics.exploring import chart, table
from guanxi.analytics.metrics.measures import BY_NAME
from guanxi.analytics.queries.explorer import Asked


def asked(by: str) -> Asked:
    return Asked((BY_NAME["revenue"],), (by,), date(2026, 5, 1), None, None, {})


def test_a_line_along_months_breaks_where_nothing_was_sold() -> None:
    rows = [("2026-01-01", "CNY", Decimal(700)), ("2026-04-01", "CNY", Decimal(300))]
    question = asked("month")
    groups, _whole = table(question, [(rows, [("CNY", Decimal(1000))])])
    drawn = chart(question, groups)
    assert (drawn["along"], drawn["labels"]) == (True, ["2026-01", "2026-02", "2026-03", "2026-04"])
    assert drawn["series"][0]["values"] == [700, None, None, 300]
    assert drawn["series"][0]["notes"][1:3] == ["", ""]
    assert drawn["series"][0]["urls"][0].startswith("/commerce/orders/?")


def test_what_is_no_time_is_drawn_as_bars_the_greatest_first() -> None:
    rows = [("Wholesale", "CNY", Decimal(300)), ("Retail", "CNY", Decimal(700))]
    question = asked("industry")
    groups, _whole = table(question, [(rows, [("CNY", Decimal(1000))])])
    drawn = chart(question, groups)
    assert (drawn["along"], drawn["labels"]) == (False, ["Retail", "Wholesale"])
    assert drawn["series"][0]["values"] == [700, 300]
