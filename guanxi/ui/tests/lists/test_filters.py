"""Filters: what is asked in an address or as JSON equals what a reader of the words would pick."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_department, make_member, make_role
from guanxi.ui.lists import compact, filters, trees
from guanxi.ui.lists.asking import Ask
from guanxi.ui.lists.trees import Condition, Group

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
CITIES = ["", "上海", "Shanghai", "shang;hai,(x):y\\"]
Pick = Callable[[Any], bool]
SIMPLE: list[tuple[Condition, Pick]] = [
    (Condition("city", "is", ("上海",)), lambda one: one.city == "上海"),
    (Condition("city", "not", ("上海",)), lambda one: one.city != "上海"),
    (Condition("city", "starts", ("SHANG",)), lambda one: one.city.lower().startswith("shang")),
    (Condition("city", "is", (CITIES[3],)), lambda one: one.city == CITIES[3]),
    (Condition("city", "empty"), lambda one: one.city == ""),
    (Condition("city", "not_empty"), lambda one: one.city != ""),
    (Condition("name", "starts", ("ac",)), lambda one: one.name.lower().startswith("ac")),
    (Condition("name", "is", ("中国",)), lambda one: one.name == "中国"),
    (Condition("stage", "any", ("lead", "lapsed")), lambda one: one.stage in {"lead", "lapsed"}),
    (Condition("stage", "none", ("lead",)), lambda one: one.stage != "lead"),
    (Condition("size", "empty"), lambda one: one.size == ""),
    (Condition("revenue", "least", ("10",)), lambda one: one.revenue is not None and one.revenue >= 10),
    (Condition("revenue", "between", ("20", "5")), lambda one: one.revenue is not None and 5 <= one.revenue <= 20),
    (Condition("revenue", "empty"), lambda one: one.revenue is None),
    (Condition("founded", "most", ("1999",)), lambda one: one.founded is not None and one.founded <= 1999),
    (Condition("tags", "any", ("vip", "x")), lambda one: bool({"vip", "x"} & set(one.tags))),
    (Condition("tags", "all", ("vip", "fair")), lambda one: {"vip", "fair"} <= set(one.tags)),
    (Condition("tags", "none", ("vip",)), lambda one: "vip" not in one.tags),
    (Condition("tags", "empty"), lambda one: one.tags == []),
    (Condition("last_contact_at", "last", ("2",)), lambda one: _day(one) in (0, -1)),
    (Condition("last_contact_at", "older", ("3",)), lambda one: _day(one) is not None and _day(one) < -3),
    (Condition("last_contact_at", "next", ("2",)), lambda one: _day(one) in (0, 1)),
    (Condition("last_contact_at", "in", ("yesterday",)), lambda one: _day(one) == -1),
    (Condition("last_contact_at", "on", ("2026-03-04",)), lambda one: _day(one) == 0),
    (Condition("last_contact_at", "before", ("2026-03-04",)), lambda one: _day(one) is not None and _day(one) < 0),
    (Condition("last_contact_at", "after", ("2026-03-04",)), lambda one: _day(one) is not None and _day(one) > 0),
    (Condition("owner", "empty"), lambda one: one.owner_id is None),
]


def _day(one: Any) -> int | None:
    """Days from the member's today (Shanghai: 4 March) to the last contact, None without one."""
    if one.last_contact_at is None:
        return None
    return (timezone.localtime(one.last_contact_at).date() - timezone.localtime(NOW).date()).days


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Acme", "acid", "中国", "Zeta"]),
            "city": st.sampled_from(CITIES),
            "stage": st.sampled_from(["lead", "lapsed", "customer"]),
            "size": st.sampled_from(["", "1-9"]),
            "revenue": st.sampled_from([None, 0, 5, 10, 25]),
            "founded": st.sampled_from([None, 1999, 2020]),
            "tags": st.lists(st.sampled_from(["vip", "fair", "x"]), unique=True),
            "last_contact_at": st.none() | st.integers(-120, 60).map(lambda hours: NOW + timedelta(hours=hours)),
        }
    ),
    max_size=8,
)
LEAF = st.sampled_from(range(len(SIMPLE)))
TREE = st.recursive(
    LEAF,
    lambda inner: st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)


def tree_of(plan: Any) -> Condition | Group:
    return SIMPLE[plan][0] if isinstance(plan, int) else Group(plan[0], tuple(tree_of(one) for one in plan[1]))


def picks(plan: Any, one: Any) -> bool:
    if isinstance(plan, int):
        return SIMPLE[plan][1](one)
    return (all if plan[0] == "all" else any)(picks(inner, one) for inner in plan[1])


def depth(plan: Any) -> int:
    return 0 if isinstance(plan, int) else 1 + max(depth(inner) for inner in plan[1])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, plan=TREE.filter(lambda plan: depth(plan) <= 3))
def test_filter_picks_what_its_words_say(rows: list[dict[str, Any]], plan: Any) -> None:
    with acting_as_system("test") as actor, transaction.atomic():
        for values in rows:
            make_customer(**values)
        root = Group("all", (tree_of(plan),))
        address = compact.compact(root)
        tree, problems = filters.parse(address, kind("customer"), actor)
        assert problems == []
        assert filters.parse(trees.write(tree), kind("customer"), actor) == (tree, [])
        found = filters.narrow(Customer.objects.all(), tree, Ask(kind("customer"), actor, NOW))
        expected = {one.pk for one in Customer.objects.all() if picks(plan, one)}
        assert {one.pk for one in found} == expected
        transaction.set_rollback(True)


def asked(text: str, actor: Actor) -> list[str]:
    tree, problems = filters.parse(text, kind("customer"), actor)
    assert problems == []
    rows = filters.narrow(kind("customer").rows(actor), tree, Ask(kind("customer"), actor, NOW))
    return sorted(one.name for one in rows)


def test_me_my_team_and_my_department_are_who_they_say() -> None:
    with acting_as_system("test"):
        sales = make_department("Sales")
        everything = make_role("all")
        me = make_member("Me", roles=[everything], department=sales)
        below = make_member("Below", manager=me)
        lowest = make_member("Lowest", manager=below)
        beside = make_member("Beside", department=sales)
        for member in (me, below, lowest, beside, make_member("Far")):
            make_customer(member.name, owner=member)
    with acting_as(me.pk, through="page") as actor:
        assert asked("owner:me", actor) == ["Me"]
        assert asked("owner:team", actor) == ["Below", "Lowest", "Me"]
        assert asked("owner:department", actor) == ["Beside", "Me"]
        assert asked(f"owner:any:{lowest.pk},{beside.pk}", actor) == ["Beside", "Lowest"]


@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense",
        "nothing:is:1",
        "stage:contains:x",
        "stage:any:bogus",
        "stage:any",
        "revenue:least:abc",
        "revenue:least:1e99",
        "founded:between:1",
        "created_at:on:2026-02-31",
        "created_at:last:-1",
        "created_at:in:someday",
        "owner:any:x",
        "note:is:x",
        "any(any(any(any(city:is:x))))",
    ],
)
def test_wrong_filter_is_named_and_the_rest_kept(wrong: str) -> None:
    with acting_as_system("test") as actor:
        tree, problems = filters.parse(f"city:is:x;{wrong};stage:any:lead", kind("customer"), actor)
    assert compact.compact(tree) == "city:is:x;stage:any:lead"
    assert len(problems) == 1


def test_masked_field_can_neither_be_filtered_nor_sorted_by() -> None:
    with acting_as_system("test"):
        member = make_member(roles=[make_role("all", masked=["customer.phone", "customer.name"])])
    with acting_as(member.pk, through="page") as actor:
        tree, problems = filters.parse("phone:is:123;name:starts:A", kind("customer"), actor)
    assert tree == Group()
    assert len(problems) == 2


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab\\;:,()anyll.中 ", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    tree, _ = trees.read(compact.expand(text))
    assert trees.read(compact.expand(compact.compact(tree)))[0] == tree
