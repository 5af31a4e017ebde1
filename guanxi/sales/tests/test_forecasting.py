"""A forecast is right as often as it says, and knows nothing of what came after."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.sales.calibrating import (
    FEWEST_TRIES,
    Models,
    Try,
    Widths,
    ends,
    ends_of_few,
    months,
    t_nine_tenths,
    total,
    tries,
    widths,
)
from guanxi.sales.forecasting import PLAIN, Foresight, Sum, came, foresee, range_of, score, worth
from guanxi.sales.hazards import SPANS, Case, History, Rates, span_of

START = date(2024, 1, 1)
DAYS = 760


@cache
def simulated(seed: int, *, shaken: float = 0.0) -> list[Case]:
    """A company of four sellers: deals begin at random, are won or lost by chance at rates that change with their age; in a
    shaken one each month closes faster or slower than the one before, for all alike."""
    dice = random.Random(seed)
    found = []
    moods: dict[tuple[int, int], float] = {}
    for day in range(DAYS):
        for _number in range(dice.choice((1, 2, 2, 3, 4))):
            opened, closed, won = START + timedelta(days=day), None, False
            for age in range(400):
                now = opened + timedelta(days=age)
                mood = moods.setdefault((now.year, now.month), 2 ** dice.gauss(0, shaken))
                rate = (0.02 if age < 20 else 0.035) * mood
                if dice.random() < rate:
                    closed, won = now, dice.random() < 0.45
                    break
            value = dice.lognormvariate(8, 0.7)
            product = dice.choice("AB")
            if closed and closed >= START + timedelta(days=DAYS):
                closed, won = None, False
            facts = {"owner": str(day % 4 + 1), "product": product}
            found.append(Case(opened, closed, won, day % 4 + 1, facts, [], product, value if won else 0.0))
    return found


@pytest.fixture(scope="module")
def tried() -> dict[float, list[tuple[bool, bool]]]:
    """Of several companies, calm and shaken, each month whose range was calibrated: whether it held, and whether that of chance alone."""
    found: dict[float, list[tuple[bool, bool]]] = {}
    for shaken in (0.0, 0.6):
        for seed in range(5):
            cases = simulated(seed, shaken=shaken)
            for one in months(History(cases), Models([]), START + timedelta(days=DAYS)):
                if not one.widths.tried:
                    continue
                actual = came(cases, one.first, one.last)
                said = range_of(total(one.sums.values()), one.widths.whole)
                alone = range_of(total(one.sums.values()))
                won = sum(actual.values())
                found.setdefault(shaken, []).append((said.low <= won <= said.high, alone.low <= won <= alone.high))
    return found


def test_a_range_of_eighty_percent_holds_about_eight_in_ten_times(tried) -> None:
    for rows in tried.values():
        assert len(rows) == 50
        held = sum(calibrated for calibrated, _alone in rows) / len(rows)
        assert 0.68 <= held <= 0.93, held


def test_where_months_have_moods_chance_alone_would_promise_too_much(tried) -> None:
    alone = sum(plain for _calibrated, plain in tried[0.6]) / 50
    calibrated = sum(held for held, _plain in tried[0.6]) / 50
    assert alone < 0.65 < calibrated


@settings(max_examples=15, deadline=None)
@given(day=st.integers(300, 700), seed=st.integers(0, 3), data=st.data())
def test_what_happens_after_a_day_does_not_change_what_was_foreseen_on_it(day, seed, data) -> None:
    cases = simulated(seed)
    at = START + timedelta(days=day)
    changed = []
    for one in cases:
        if one.opened >= at and data.draw(st.booleans(), label="never began") and len(changed) % 2:
            continue
        if one.closed and one.closed >= at:
            later = [one, replace(one, closed=None, won=False, worth=0.0), replace(one, won=not one.won, worth=9e9)]
            later.append(replace(one, closed=one.closed + timedelta(days=9), said=[(at, 5e8)]))
        else:
            later = [one]
        other = later[len(changed) % len(later)]
        changed.append(replace(other, stages=[*other.stages, (at, "negotiation")], said=[*other.said, (at, 7e7)]))
    last = at + timedelta(days=29)
    model, anew = Models(cases).on(at), Models(changed).on(at)
    assert foresee(History(cases), at, at, last, model) == foresee(History(changed), at, at, last, anew)
    assert foresee(History(cases), at, at, last, model) != {}


def test_calibration_knows_only_forecasts_that_had_come_out() -> None:
    rows = [Try(date(2026, 1, n), date(2026, 2, n), float(n), [float(-n)]) for n in range(1, 21)]
    early, late = widths(rows, date(2026, 2, 11)), widths(rows, date(2026, 3, 1))
    assert (early.number, early.whole[1]) == (10, 5.5)
    assert early.whole[0] < 1.0
    assert early.whole[2] > 10.0  # ten of neighbouring days are two that lie side by side
    assert (late.number, late.whole[1], late.one) == (20, 10.5, (-19.0, -10.5, -2.0))
    assert widths(rows, date(2026, 2, FEWEST_TRIES)) == Widths(PLAIN, PLAIN, FEWEST_TRIES - 1)
    assert late.of(1) == (-19.0, -10.5, -2.0)
    assert late.of(3) == (min(-19.0, late.whole[0]), 10.5, late.whole[2])


def test_of_few_that_lie_side_by_side_the_ends_lie_further_out() -> None:
    assert [round(t_nine_tenths(one), 2) for one in (1, 2, 5, 30)] == [
        3.08,
        1.88,
        1.48,
        1.31,
    ]  # tables: 3.078, 1.886, 1.476, 1.310
    scores = [-1.5, -0.4, 0.1, 0.2, 0.6, 0.9, 1.1, 1.4, 2.0]
    low, middle, high = ends(scores)
    few, many, quarters = ends_of_few(scores, 3, 1), ends_of_few(scores, 30, 1), ends_of_few(scores, 3, 3)
    assert few[0] < many[0] <= low < middle == few[1] < high <= many[2] < few[2]
    assert few[0] < quarters[0]  # a span of three months is cut by the month's end less


@given(scores=st.lists(st.floats(-9, 9), min_size=FEWEST_TRIES, max_size=80))
def test_the_ends_hold_at_least_four_fifths_of_what_they_were_taken_from(scores) -> None:
    low, middle, high = ends(scores)
    assert low <= middle <= high
    assert sum(low <= one <= high for one in scores) >= 0.8 * len(scores)


@given(mean=st.floats(1, 1e9), share=st.floats(0.001, 1.5), actual=st.floats(0, 3))
def test_a_score_and_the_range_that_lies_there_are_the_same_place(mean, share, actual) -> None:
    said = Sum(mean, (mean * share) ** 2)
    z = score(said, actual * mean)
    low, middle, high = (getattr(range_of(said, (z, 0.0, z)), name) for name in ("low", "middle", "high"))
    assert low == high == pytest.approx(actual * mean, rel=1e-6, abs=mean * 1e-9)
    assert middle > 0 or share > 1


def test_a_thin_history_foresees_nothing() -> None:
    cases = simulated(1)[:60]
    assert History(cases).rates(START + timedelta(days=DAYS)) is None
    assert foresee(History(cases), date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 31)) == {}
    assert tries(History(cases), Models(cases), date(2026, 1, 1), 0, 30) == []
    assert range_of(Sum(0.0, 0.0)).high == 0.0


def test_what_a_seller_said_of_its_worth_counts_else_the_average_of_its_product() -> None:
    day = START + timedelta(days=700)
    base = [one for one in simulated(2) if one.closed and one.closed < day]
    one = Case(day - timedelta(days=10), None, False, 77, {}, (), "A")
    own = replace(one, said=[(day - timedelta(days=9), 1e6), (day, 5e6)], owner=78)
    said = foresee(History([*base, one, own]), day, day, day + timedelta(days=29))
    heard = Foresight(History([*base, replace(one, owner=79)]), day, day, day + timedelta(days=29))
    heard.hear([replace(one, owner=79)])
    left = heard.sums()
    average = worth(base, day).of("A")[0]
    assert left[79].mean == pytest.approx(said[77].mean, rel=0.05)
    assert (said[78].mean - said[77].mean) / (1e6 - average) == pytest.approx(chance(base, day), rel=0.05)


def chance(base: list[Case], day: date) -> float:
    known = History(base).rates(day)
    assert known is not None
    return known.between(10, day, day, day + timedelta(days=29))


def test_chances_over_parts_of_a_period_add_up_and_need_its_days() -> None:
    known = Rates([0.01] * 23, [0.02] * 23, {(0, True): 2.0})
    day, last = date(2026, 1, 1), date(2026, 3, 31)
    whole = known.between(5, day, day, last)
    parts = [known.between(5, day, day, date(2026, 1, 31)), known.between(5, day, date(2026, 2, 1), last)]
    assert whole == pytest.approx(sum(parts))
    assert known.between(5, day, day, day) == pytest.approx(
        0.02
    )  # twice as many are won in the first month of a quarter
    assert known.between(5, date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 1)) == pytest.approx(0.01)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 3), starts=st.integers(0, 760), days=st.integers(0, 20))
def test_whoever_stands_open_is_counted_on_each_day_in_the_span_of_his_age(seed, starts, days) -> None:
    cases = simulated(seed)
    history, start = History(cases), START + timedelta(days=starts)
    naive = [0] * len(SPANS)
    for day in (max(start, history.begin) + timedelta(days=n) for n in range(days)):
        for one in cases:
            if one.opened <= day and (one.closed is None or day <= one.closed):
                naive[span_of((day - one.opened).days)] += 1
    begin = max(start, history.begin)
    assert history.stood(begin, begin + timedelta(days=days)) == naive


def test_rates_are_those_by_which_the_company_was_made() -> None:
    known = History([one for seed in range(6) for one in simulated(seed)]).rates(START + timedelta(days=DAYS))
    assert known is not None
    young, old = (slice(0, span_of(14) + 1), slice(span_of(21), span_of(84)))
    for rates, share in ((known.won, 0.45), (known.lost, 0.55)):
        assert sum(rates[young]) / len(rates[young]) == pytest.approx(0.02 * share, rel=0.15)
        assert sum(rates[old]) / len(rates[old]) == pytest.approx(0.035 * share, rel=0.15)
