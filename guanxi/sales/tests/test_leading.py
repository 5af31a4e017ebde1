"""The rules by which leads are shared out, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from guanxi.sales.leading import Desk, Facts, fits, say, say_rule
from guanxi.sales.models import LeadRule

NAMES = {1: "Wang Jing", 2: "Li Na", 3: "Zhao"}
WAYS = st.sampled_from(["turn", "least", "member", "pool"])


def rule(**values) -> LeadRule:
    return LeadRule(**{"pk": values.pop("pk", 1), "place": 1, "members": [1, 2, 3], "way": "turn", **values})


def test_a_rule_reads_as_a_sentence() -> None:
    one = rule(sources=["Web", "Fair"], places=["Jiangsu"], members=[1, 2], most=30)
    said = "Leads from Web or Fair, in Jiangsu → in turn to Wang Jing, Li Na (at most 30 open leads each)"
    assert say_rule(one, NAMES) == said
    assert say_rule(rule(way="pool", members=[]), {}) == "All leads → the pool"
    assert say_rule(rule(way="member", members=[9]), NAMES) == "All leads → somebody who left"


def test_every_condition_has_to_fit_whatever_the_case() -> None:
    one = rule(sources=["Web"], industries=["Machinery"], places=["江苏省"], sizes=["50-249"])
    facts = Facts("web", industry="machinery", size="50-249", places=("苏州", "江苏"))
    assert fits(one, facts)
    for wrong in (
        Facts("Fair", industry="machinery", size="50-249", places=("江苏",)),
        Facts("web", industry="", size="50-249", places=("江苏",)),
        Facts("web", industry="machinery", size="50-249", places=()),
    ):
        assert not fits(one, wrong)
    assert fits(rule(), Facts())


def test_turns_go_round_and_begin_behind_whoever_had_the_last() -> None:
    one = rule(last=2)
    desk = Desk([one], {1, 2, 3}, {})
    assert [desk.place(Facts()).owner_id for _ in range(5)] == [3, 1, 2, 3, 1]
    assert (one.last, desk.moved) == (1, {1})


def test_the_fewest_open_leads_count_those_given_just_now() -> None:
    desk = Desk([rule(way="least")], {1, 2, 3}, {1: 2, 2: 0, 3: 1})
    assert [desk.place(Facts()).owner_id for _ in range(5)] == [2, 2, 3, 1, 2]


def test_what_was_passed_over_is_said() -> None:
    desk = Desk([rule(members=[9]), rule(most=1, members=[1]), rule(way="pool", members=[])], {1}, {1: 1})
    placed = desk.place(Facts())
    assert placed.owner_id is None
    assert say(placed.why, NAMES) == (
        "Rule 1 was passed over: nobody of it works here any more."
        " Rule 2 was passed over: everybody has enough open leads. Rule 3: All leads → the pool"
    )


@given(
    rules=st.lists(
        st.tuples(WAYS, st.lists(st.integers(1, 4), min_size=1, unique=True), st.none() | st.integers(1, 3)), max_size=4
    ),
    here=st.sets(st.integers(1, 4)),
    loads=st.dictionaries(st.integers(1, 4), st.integers(0, 4)),
    count=st.integers(0, 12),
)
def test_nobody_who_left_or_is_full_gets_one_and_turns_are_even(rules, here, loads, count) -> None:
    known = [rule(pk=n, way=way, members=members, most=most) for n, (way, members, most) in enumerate(rules)]
    desk = Desk(known, here, dict(loads))
    got: dict[int, int] = {}
    for _ in range(count):
        placed = desk.place(Facts())
        if placed.owner_id is not None:
            got[placed.owner_id] = got.get(placed.owner_id, 0) + 1
            chosen = known[placed.why["place"] - 1]
            assert placed.owner_id in here
            assert placed.owner_id in chosen.members
            assert chosen.most is None or desk.loads[placed.owner_id] <= chosen.most
    if known and known[0].way == "turn" and known[0].most is None and (free := set(known[0].members) & here):
        assert max(got.get(one, 0) for one in free) - min(got.get(one, 0) for one in free) <= 1
