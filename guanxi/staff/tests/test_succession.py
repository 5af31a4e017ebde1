"""Who gets what: the rule alone."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from guanxi.staff.succession import Plan, taker_of, taker_of_customer

TAKERS = (11, 12, 13)


@given(st.integers(min_value=0, max_value=200))
def test_customers_in_turn_are_dealt_evenly(number: int) -> None:
    plan = Plan(1, TAKERS, "turns")
    dealt = Counter(taker_of_customer(plan, place, ()) for place in range(number))
    shares = [dealt[taker] for taker in TAKERS]
    assert max(shares) - min(shares) <= 1
    assert sum(shares) == number


@given(st.integers(min_value=1), st.sampled_from(["opportunity", "task", "promise"]), st.sampled_from(TAKERS))
def test_what_hangs_on_a_customer_goes_where_the_customer_went(home: int, kind: str, owner: int) -> None:
    assert taker_of(Plan(1, TAKERS, "turns"), kind, home, owner, ()) == owner


def test_a_value_finds_its_taker_and_the_rest_is_dealt_in_turn() -> None:
    plan = Plan(1, TAKERS, "city", {"杭州": 12, "上海": 13})
    customers = (["杭州"], ["上海"], ["宁波"], [], ["宁波", "上海"])
    found = [taker_of_customer(plan, place, values) for place, values in enumerate(customers)]
    assert found == [12, 13, 13, 11, 13]


def test_a_kind_apart_follows_no_rule() -> None:
    plan = Plan(1, TAKERS, "turns", {}, {"task": 99})
    assert (taker_of(plan, "task", 5, 12, ()), taker_of(plan, "promise", 5, 12, ())) == (99, 12)
    assert plan.everybody == [11, 12, 13, 99]


def test_a_plan_survives_being_stored() -> None:
    plan = Plan(1, TAKERS, "city", {"杭州": 12}, {"task": 99})
    assert Plan.from_json(plan.as_json()) == plan
