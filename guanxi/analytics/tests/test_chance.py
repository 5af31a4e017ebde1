"""Learning chances: known sets, families, calibration, intervals, refusals. No database."""

import json

import numpy as np
import pytest

from guanxi.analytics.chance import boosting, calibrating, families, learning, logistic, measures, reasons
from guanxi.analytics.chance.table import Cases, Table, cases
from guanxi.analytics.tests.known import bank, telco


def made(number: int = 1500, seed: int = 1, *, together: bool = False, noise: bool = False) -> Cases:
    """Cases whose chance follows two numbers and a word; `together` only both numbers at once; `noise` nothing."""
    dice = np.random.default_rng(seed)
    a, b, word = dice.normal(size=number), dice.normal(size=number), dice.choice(["red", "blue"], number)
    odds = 3.0 * np.sign(a * b) if together else a - 0.5 * b + (word == "red")
    came = dice.random(number) < calibrating.squash(np.zeros(number) if noise else odds)
    return cases(Table({"a": a, "b": b, "word": word}), came)


def test_telco_churn_is_told_as_well_as_the_public_figure_by_the_simpler_family() -> None:
    given = telco()
    said = learning.crossed(given, "logistic")
    assert measures.auc(said, given.came).value >= 0.845
    assert measures.calibration_error(said, given.came) <= 0.02


def test_a_part_of_the_bank_set_is_ranked_and_calibrated_by_trees() -> None:
    given = bank(every=10)
    said = learning.crossed(given, "boosting", folds=3)
    ranked = measures.auc(said, given.came)
    assert ranked.value >= 0.76
    assert ranked.high - ranked.low < 0.05
    assert measures.calibration_error(said, given.came) <= 0.02


def test_the_simpler_family_is_kept_unless_the_gain_is_real() -> None:
    plain, crossed = learning.learn(made(), folds=3).plain, learning.learn(made(together=True), folds=3).plain
    assert (plain["family"], crossed["family"]) == ("logistic", "boosting")
    assert plain["card"]["gain"][1] <= 0 < crossed["card"]["gain"][1]


def test_what_is_no_better_than_the_share_of_all_is_never_used() -> None:
    with pytest.raises(learning.NotLearnt) as caught:
        learning.learn(made(noise=True), folds=3)
    assert caught.value.code == "no_better"
    assert caught.value.told["over_baseline"][1] <= 0


def test_what_held_before_and_does_not_later_is_never_used() -> None:
    given = made(2000)
    turned = np.arange(2000) >= 1400
    came = np.where(turned, given.table.columns["a"] < -0.3, given.came)
    told = cases(given.table, came, day=np.arange(2000))
    with pytest.raises(learning.NotLearnt) as caught:
        learning.learn(told, learning.Split(1400), folds=3)
    assert caught.value.code == "no_better_later"
    held = learning.learn(cases(given.table, given.came, day=np.arange(2000)), learning.Split(1400), folds=3).plain[
        "card"
    ]["later"]
    assert (held["learnt"], held["tried"]) == (1400, 600)
    assert held["auc"][0] > 0.7


def test_too_few_people_or_too_few_of_one_outcome_are_refused() -> None:
    given = made(150)
    rare = cases(made(400).table, np.arange(400) < 5)
    same = cases(made(400).table, made(400).came, person=np.arange(400) // 40)
    for one in (given, rare, same):
        with pytest.raises(learning.NotLearnt, match="too_few"):
            learning.learn(one)


def test_a_person_is_never_on_both_sides_of_a_fold() -> None:
    given = made(600)
    several = cases(given.table, given.came, person=np.arange(600) // 3)
    fold = learning.parted(several)
    assert all(len(set(fold[place : place + 3])) == 1 for place in range(0, 600, 3))
    assert np.bincount(fold).min() >= 100


@pytest.mark.parametrize("name", ["logistic", "boosting"])
def test_what_each_fact_adds_sums_up_to_what_is_said(name: str) -> None:
    given = made(400)
    given.table.columns["a"][::7] = np.nan
    family = families.FAMILIES[name]
    model = family.fit(given)
    adds, odds = family.contributions(model, given.table), family.odds(model, given.table)
    start = odds - adds.sum(axis=1)
    assert np.allclose(start, start[0])
    assert np.abs(adds.mean(axis=0)).max() < (1e-9 if name == "logistic" else 0.2)


def test_trees_kept_as_numbers_say_what_they_said_when_grown() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    given = made(500)
    given.table.columns["b"][::5] = np.nan
    kept: dict[str, object] = {}
    fit = HistGradientBoostingClassifier.fit

    def noted(self, matrix, came, *rest):
        kept["grown"], kept["matrix"] = self, matrix
        return fit(self, matrix, came, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HistGradientBoostingClassifier, "fit", noted)
        model = boosting.fit(given)
    assert np.allclose(boosting.odds(model, given.table), kept["grown"].decision_function(kept["matrix"]))


def test_reasons_are_three_at_most_for_and_against_and_the_strongest_come_first() -> None:
    given = made()
    learnt = learning.learn(given, folds=3).plain
    row = Table({"a": np.array([2.5]), "b": np.array([2.0]), "word": np.array(["red"])})
    ((above, below),) = reasons.reasons(learnt, row)
    assert [one[0] for one in above] == ["a", "word"]
    assert [one[:2] for one in below] == [["b", 2.0]]
    assert above[0][2] > above[1][2] > 0 > below[0][2]


@pytest.mark.parametrize("together", [False, True])
def test_what_was_kept_in_the_database_says_the_same(together: bool) -> None:
    given = made(together=together)
    columns = {{"a": "later", "b": "b", "word": "it"}[name]: values for name, values in given.table.columns.items()}
    learnt = learning.learn(cases(Table(columns), given.came), folds=3).plain
    kept = json.loads(json.dumps(learnt, sort_keys=True))  # jsonb has an order of its own
    few = Table(columns).rows(np.arange(20))
    assert np.allclose(learning.chances(kept, few), learning.chances(learnt, few))
    assert reasons.reasons(kept, few) == reasons.reasons(learnt, few)


def test_a_word_never_seen_and_a_number_not_known_change_little() -> None:
    given = made()
    for family in families.FAMILIES.values():
        model = family.fit(given)
        odd = Table({"a": np.array([np.nan]), "b": np.array([np.nan]), "word": np.array(["green"])})
        assert abs(float(family.odds(model, odd)[0])) < 1.5


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    dice = np.random.default_rng(5)
    came = np.arange(300) % 3 == 0
    held = 0
    for _turn in range(200):
        ranked = measures.auc(dice.normal(size=300) + came, came)
        held += ranked.low <= 0.76025 <= ranked.high  # Φ(1/√2)
    assert 178 <= held <= 200
    assert measures.auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True])).value == 0.875


def test_calibration_mends_odds_that_are_too_sure() -> None:
    dice = np.random.default_rng(2)
    true = dice.normal(size=6000)
    came = dice.random(6000) < calibrating.squash(true)
    way, said = calibrating.crossed(3 * true + 1, came, np.arange(6000) % 5)
    assert way == "platt"
    assert measures.calibration_error(said, came) < 0.02 < measures.calibration_error(calibrating.squash(3 * true + 1), came)  # fmt: skip
    bent = calibrating.squash(8 * true) * 0.5 + 0.1
    came = dice.random(6000) < bent
    way, said = calibrating.crossed(true, came, np.arange(6000) % 5)
    assert way == "isotonic"
    assert measures.calibration_error(said, came) < 0.03


def test_drift_is_nothing_where_nothing_changed_and_seen_where_it_did() -> None:
    dice = np.random.default_rng(3)
    numbers, words = dice.normal(size=2000), dice.choice(["a", "b"], 2000)
    assert measures.drift(measures.spread(numbers), dice.normal(size=2000)) < 0.1
    assert measures.drift(measures.spread(numbers), numbers + 1) > 0.25
    assert measures.drift(measures.spread(words), words) < 1e-9
    assert measures.drift(measures.spread(words), np.array(["c"] * 2000)) > 0.25


def test_groups_say_how_chances_came_true_in_each() -> None:
    given = made(900)
    said = learning.crossed(given, "logistic", folds=3)
    rows = learning.by_group(said, given.came, given.table.columns["word"])
    assert {one["group"] for one in rows} == {"red", "blue"}
    assert all(abs(one["said"] - one["came"]) < 0.06 for one in rows)


def test_the_splines_tails_are_straight() -> None:
    given = made(800)
    model = logistic.fit(given)
    far = Table({"a": np.array([10.0, 11.0, 12.0]), "b": np.zeros(3), "word": np.array(["red"] * 3)})
    steps = np.diff(logistic.odds(model, far))
    assert np.allclose(steps[0], steps[1])


def test_a_fact_that_knows_the_outcome_is_caught() -> None:
    given = made(600)
    columns = dict(given.table.columns)
    for leak in (np.where(given.came, "contract", ""), np.where(given.came, 3.0, np.nan)):
        with pytest.raises(learning.NotLearnt, match="leak") as caught:
            learning.learn(cases(Table(columns | {"told": leak}), given.came))
        assert caught.value.told == {"column": "told"}
    assert learning.require_no_leak(cases(Table(columns | {"own": np.arange(600).astype(str)}), given.came)) is None


def test_only_cases_whose_outcome_was_known_are_learnt_from_before_a_split() -> None:
    given = made(2000)
    timed = cases(given.table, given.came, day=np.arange(2000))
    later = learning.learn(timed, learning.Split(1400, window=300), folds=3).plain["card"]["later"]
    assert (later["learnt"], later["tried"]) == (1100, 600)


def test_a_challenger_takes_over_where_the_champion_has_grown_old() -> None:
    given = made(2000)
    old = learning.learn(given.rows(np.arange(1000)), folds=3).plain
    turned = np.where(np.arange(2000) < 1000, given.came, given.table.columns["b"] + 0.3 * given.table.columns["a"] > 0)
    now, fresh = cases(given.table, turned), np.arange(2000) >= 1000
    said = learning.crossed(now.rows(fresh), "logistic")
    duel = learning.duel(old, now, np.append(np.zeros(1000), said), fresh)
    assert duel["cases"] == 1000
    assert duel["gain"][1] > 0
    assert learning.duel(old, now, np.zeros(2000), np.arange(2000) >= 1990) is None
