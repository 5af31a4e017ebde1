"""What an incentive pays, exact to the smallest unit."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from guanxi.steering.paying import Item, Step, Terms, lines, payout, whole

DAY = date(2026, 1, 1)


def item(number: int, amount: int, percent: int = 100, day: int = 0) -> Item:
    counted = Fraction(amount * percent, 100)
    return Item("opportunity", number, f"Deal {number}", DAY + timedelta(days=day), amount, percent, counted)


def terms(*steps: tuple[int, str], cap: int | None = None) -> Terms:
    return Terms(tuple(Step(Fraction(begin), Fraction(rate)) for begin, rate in steps), cap)


AMOUNT = st.integers(-(10**9), 10**11)
ITEMS = st.lists(st.tuples(AMOUNT, st.integers(1, 100), st.integers(0, 90)), max_size=25).map(
    lambda rows: [item(number, *row) for number, row in enumerate(rows)]
)
RATE = st.fractions(0, Fraction(1, 5), max_denominator=10_000)
TERMS = st.tuples(
    st.lists(st.tuples(st.integers(0, 10**11), RATE), min_size=1, max_size=4, unique_by=lambda one: one[0]),
    st.none() | st.integers(0, 10**9),
).map(lambda given: Terms(tuple(Step(Fraction(begin), rate) for begin, rate in sorted(given[0])), given[1]))


@given(TERMS, ITEMS)
def test_the_lines_add_up_to_the_payout_to_the_last_unit(given_terms: Terms, items: list[Item]) -> None:
    found = lines(given_terms, items)
    assert sum(line.payout for line in found) == payout(given_terms, items)
    assert sorted(line.item.record for line in found) == sorted(one.record for one in items)
    assert all(abs(line.payout - line.exact) <= 1 for line in found)  # no line is off by more than a unit
    assert given_terms.cap is None or payout(given_terms, items) <= given_terms.cap


@given(TERMS, ITEMS)
def test_who_sells_more_is_never_paid_less(given_terms: Terms, items: list[Item]) -> None:
    assert payout(given_terms, items) <= payout(given_terms, [*items, item(99, 12_345)])


def test_steps_accelerate_and_nothing_is_paid_below_the_first() -> None:
    given_terms = terms((100_000, "3/100"), (300_000, "1/20"))
    found = lines(given_terms, [item(1, 80_000), item(2, 120_000, day=1), item(3, 200_000, day=2)])
    assert [line.payout for line in found] == [0, 3_000, 3_000 + 5_000]
    assert found[2].parts == ((Fraction(100_000), Fraction(3, 100)), (Fraction(100_000), Fraction(1, 20)))


def test_a_share_counts_with_its_part_and_thirds_of_a_cent_are_not_lost() -> None:
    found = lines(terms((0, "1/3")), [item(number, 1, 100, day=number) for number in range(3)])
    assert ([line.payout for line in found], sum(line.payout for line in found)) == ([0, 1, 0], 1)
    assert payout(terms((0, "1/10")), [item(1, 1000, 30)]) == 30


def test_a_limit_holds_and_what_is_sent_back_comes_off() -> None:
    given_terms = terms((0, "1/10"), cap=150)
    assert [line.payout for line in lines(given_terms, [item(1, 1000), item(2, 1000, day=1)])] == [100, 50]
    assert [line.payout for line in lines(given_terms, [item(1, 1000), item(2, -400, day=1)])] == [100, -40]
    assert (whole(Fraction(5, 2)), whole(Fraction(-5, 2)), whole(Fraction(7, 3))) == (3, -3, 2)
