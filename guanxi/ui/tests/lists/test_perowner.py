"""A narrow data scope is read owner by owner: the same pages as by one walk, and no row more than the page needs."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Collaboration, Customer
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member
from guanxi.ui.lists import keyset
from guanxi.ui.lists.perowner import Scope, rows_in, scope_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def manager() -> Member:
    """Sees the customers of a team of three, and two that others share with him; there are forty more."""
    with acting_as_system("test"):
        head = make_member(scope="team")
        team = [head, *(make_member(manager=head) for _ in range(2))]
        stranger = make_member()
        for number in range(60):
            owner = team[number % 3] if number % 3 != 2 or number % 2 else stranger
            # equal moments too: the id decides among them
            make_customer(f"Customer {number:02}", owner=owner, created_at=AT + timedelta(hours=number // 2))
        shared = Customer.objects.filter(owner=stranger).order_by("pk")[:2]
        Collaboration.objects.bulk_create([Collaboration(customer=one, member=head) for one in shared])
    return head


def pages(actor: Actor, sort: keyset.Sort, scope: Scope | None, wanted: Q | None = None) -> list[list[int]]:
    """All pages of seven, forwards and then back again."""
    rows = rows_in(scope, kind("customer"), actor)
    rows = rows.filter(wanted) if wanted else rows
    found = [keyset.page(rows, sort, size=7, scope=scope)]
    while found[-1].older:
        found.append(keyset.page(rows, sort, size=7, after=found[-1].older, scope=scope))
    back = [keyset.page(rows, sort, size=7, before=found[-1].newer, scope=scope)]
    return [[row.pk for row in page.rows] for page in found + back]


@pytest.mark.parametrize("descending", [True, False])
def test_pages_owner_by_owner_are_those_of_one_walk(manager: Member, descending: bool) -> None:
    with acting_as(manager.pk, through="page") as actor:
        scope = scope_of(kind("customer"), actor, "created_at")
        sort = keyset.Sort("created_at", "created_at", descending)
        assert (len(scope.owners), len(scope.shared)) == (3, 2) if scope else False
        merged, walked = pages(actor, sort, scope), pages(actor, sort, None)
        assert merged == walked
        assert len({pk for page in merged[:-1] for pk in page}) == Customer.objects.visible_to(actor).count() > 40


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_pages_are_the_same_where_one_owner_made_many_in_a_row(seed: int, descending: bool) -> None:
    """An imported file stands together at the top: more than the even share of its owner is then on the page."""
    dice = random.Random(seed)
    with acting_as_system("test"):
        head = make_member(scope="team")
        team = [head, *(make_member(manager=head) for _ in range(9))]
        runs = [(dice.choice(team), dice.choice([1, 2, 3, 12])) for _ in range(30)]
        for number, owner in enumerate(owner for owner, length in runs for _ in range(length)):
            stage = dice.choice(["lead", "customer"])
            make_customer(f"{number:03} 100%", owner=owner, stage=stage, created_at=AT + timedelta(hours=number // 3))
    with acting_as(head.pk, through="page") as actor:
        scope = scope_of(kind("customer"), actor, "created_at")
        sort = keyset.Sort("created_at", "created_at", descending)
        assert pages(actor, sort, scope) == pages(actor, sort, None)
        wanted = (
            Q(stage__in=["lead"], name__endswith="100%") & ~Q(pk__in=[1, 2]) & Q(owner_id__in=[one.pk for one in team])
        )
        assert pages(actor, sort, scope, wanted) == pages(actor, sort, None, wanted) != [[]]


def test_a_page_owner_by_owner_is_one_query(manager: Member) -> None:
    with acting_as(manager.pk, through="page") as actor:
        sort = keyset.Sort("created_at", "created_at", descending=True)
        with CaptureQueriesContext(connection) as queries:
            keyset.page(
                kind("customer").rows(actor), sort, size=7, scope=scope_of(kind("customer"), actor, "created_at")
            )
        assert ["cross join lateral" in one["sql"] for one in queries] == [True]


def test_who_sees_everything_has_no_scope_to_read_by() -> None:
    with acting_as_system("test") as actor:
        assert scope_of(kind("customer"), actor, "created_at") is None
