"""Pages by key equal the plain ordered list cut into pages: any sort, any size, empty values, both ways."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.actor import acting_as_system
from guanxi.core.kinds import kind
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.ui.lists import keyset

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
ROW = st.tuples(
    st.sampled_from(["a", "b", "中国", "ä"]), st.none() | st.integers(0, 3), st.sampled_from(["lead", "lapsed"])
)
SORTS = st.sampled_from(["name", "-name", "created_at", "-created_at", "last_contact_at", "-last_contact_at"])


def make(rows: list[tuple[str, int | None, str]]) -> None:
    for name, moment, stage in rows:
        at = None if moment is None else START + timedelta(hours=moment)
        make_customer(name, last_contact_at=at, stage=stage, created_at=START + timedelta(hours=moment or 0))


def plain(sort: keyset.Sort, rows: Any) -> list[int]:
    """The order in words: those with a value first, by value, then those without; ties by id, in the same direction."""
    filled = [one for one in rows if getattr(one, sort.column) is not None]
    empty = [one for one in rows if getattr(one, sort.column) is None]
    filled.sort(key=lambda one: (getattr(one, sort.column), one.pk), reverse=sort.descending)
    empty.sort(key=lambda one: one.pk, reverse=sort.descending)
    return [one.pk for one in (*filled, *empty)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=14), wanted=SORTS, size=st.integers(1, 5), stage=st.sampled_from(["", "lead"]))
def test_pages_equal_the_whole_list_cut_into_pieces(rows: list[Any], wanted: str, size: int, stage: str) -> None:
    with acting_as_system("test") as actor, transaction.atomic():
        make(rows)
        base = Customer.objects.filter(stage=stage) if stage else Customer.objects.all()
        sort = keyset.sort_of(kind("customer"), wanted, actor)
        expected = plain(sort, base)
        pieces = [expected[at : at + size] for at in range(0, len(expected), size)] or [[]]
        pages = [keyset.page(base, sort, size=size)]
        while pages[-1].older:
            pages.append(keyset.page(base, sort, size=size, after=pages[-1].older))
        assert [[one.pk for one in page.rows] for page in pages] == pieces
        back = [pages[-1]]
        while back[-1].newer:
            back.append(keyset.page(base, sort, size=size, before=back[-1].newer))
        assert [[one.pk for one in page.rows] for page in reversed(back)] == pieces
        transaction.set_rollback(True)


def test_page_stays_where_it_is_when_rows_come_in_front() -> None:
    with acting_as_system("test") as actor:
        make([("a", 0, "lead")] * 6)
        sort = keyset.sort_of(kind("customer"), "-created_at", actor)
        first = keyset.page(Customer.objects.all(), sort, size=3)
        before = [one.pk for one in keyset.page(Customer.objects.all(), sort, size=3, after=first.older).rows]
        make([("new", 3, "lead")] * 2)
        assert [one.pk for one in keyset.page(Customer.objects.all(), sort, size=3, after=first.older).rows] == before


@pytest.mark.parametrize("cursor", ["nonsense", "WyIyMDI2IiwxXQ:forged", "a:b:c", ":"])
def test_cursor_that_was_not_made_here_is_refused(cursor: str) -> None:
    with acting_as_system("test") as actor:
        sort = keyset.sort_of(kind("customer"), "name", actor)
        with pytest.raises(keyset.BadCursor):
            keyset.page(Customer.objects.all(), sort, size=3, after=cursor)


def test_cursor_of_one_sort_is_no_cursor_of_another() -> None:
    with acting_as_system("test") as actor:
        make([("a", 1, "lead")] * 3)
        by_name, by_date = (keyset.sort_of(kind("customer"), name, actor) for name in ("name", "created_at"))
        cursor = keyset.page(Customer.objects.all(), by_name, size=1).older
        with pytest.raises(keyset.BadCursor):
            keyset.page(Customer.objects.all(), by_date, size=1, after=cursor)


def test_deep_page_seeks_in_the_index_also_through_equal_values() -> None:
    with acting_as_system("test") as actor:
        make([("same", 1, "lead")] * 30)
        sort = keyset.sort_of(kind("customer"), "-created_at", actor)
        cursor = keyset.page(Customer.objects.alive(), sort, size=10).older
        with connection.cursor() as raw:
            raw.execute("set local enable_seqscan = off")
            raw.execute("set local enable_sort = off")
        rows = keyset.seek(Customer.objects.alive(), sort, after=cursor)
        plan = rows.explain()
        assert "customer_by_created" in plan
        assert "Index Cond: (ROW(created_at, id) < ROW(" in plan


def test_columns_without_an_index_cannot_be_sorted_by() -> None:
    with acting_as_system("test") as actor:
        assert str(keyset.sort_of(kind("customer"), "city", actor)) == "-created_at"
        assert str(keyset.sort_of(kind("customer"), "nonsense", actor)) == "-created_at"
