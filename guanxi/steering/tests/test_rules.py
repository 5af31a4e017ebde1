"""Lights, points and the weakest link: plain functions of figures."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guanxi.steering.rules import Judged, gap, light, points, weakest

FIGURE = st.decimals(min_value=0, max_value=10**9, places=2)
JUDGED = st.builds(
    Judged,
    st.sampled_from(["satisfaction", "loyalty", "value", "process"]),
    st.text("abc", min_size=1, max_size=3),
    st.integers(1, 100),
    st.sampled_from(["ok", "warn", "bad", ""]),
    FIGURE,
)


def judged(perspective: str, measure: str, weight: int, tone: str, away: str = "0") -> Judged:
    return Judged(perspective, measure, weight, tone, Decimal(away))


def test_a_figure_is_green_at_its_goal_yellow_at_the_limit_and_red_below() -> None:
    seen = [light(Decimal(value), Decimal(60), Decimal(50), less=False) for value in (61, 60, 59, 50, 49)]
    assert seen == ["ok", "ok", "warn", "warn", "bad"]
    fewer = [light(Decimal(value), Decimal(50), Decimal(70), less=True) for value in (49, 50, 51, 70, 71)]
    assert fewer == ["ok", "ok", "warn", "warn", "bad"]
    assert light(None, Decimal(1), Decimal(1), less=False) == ""


@given(FIGURE, FIGURE, FIGURE)
def test_more_is_never_worse_and_less_is_its_mirror(value: Decimal, goal: Decimal, more: Decimal) -> None:
    warn, order = min(goal, more), ["bad", "warn", "ok"]
    worse, better = light(value, goal, warn, less=False), light(value + more, goal, warn, less=False)
    assert order.index(worse) <= order.index(better)
    assert light(-value, -goal, -warn, less=True) == worse
    assert (gap(value, goal, less=False) == 0) == (worse == "ok")


@given(st.lists(JUDGED, max_size=12))
def test_points_lie_between_nothing_and_all_and_the_weakest_is_never_above_the_whole(rows: list[Judged]) -> None:
    whole, worst = points(rows), weakest(rows)
    assert (whole is None) == (not any(one.light for one in rows))
    if whole is not None:
        assert 0 <= whole <= 100
        assert (whole == 100) or worst
    if worst:
        below = points(one for one in rows if one.perspective == worst[0].perspective)
        assert below is not None
        assert whole is not None
        assert below <= whole
        assert {one.perspective for one in worst} == {worst[0].perspective}


def test_the_weakest_link_names_the_goal_that_costs_most_first() -> None:
    rows = [
        judged("value", "revenue", 40, "warn", "0.1"),
        judged("process", "win_rate", 20, "bad", "0.2"),
        judged("process", "sales_cycle", 30, "warn", "0.3"),
        judged("process", "entries", 10, "ok"),
    ]
    assert points(rows) == 45  # (40·50 + 20·0 + 30·50 + 10·100) / 100
    assert [one.measure for one in weakest(rows)] == ["win_rate", "sales_cycle"]
    assert weakest([judged("value", "revenue", 100, "ok")]) == []
