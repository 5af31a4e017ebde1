"""Pages by key: nothing lost, nothing doubled, whatever is added meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.actor import acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member
from guanxi.timeline.factories import make_entry
from guanxi.timeline.queries.entry import Wanted, cursor_of, place_of, timeline
from guanxi.timeline.tests.people import House

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 6), max_size=14)  # few different moments: many entries at the same one


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=MINUTES, meanwhile=st.lists(MINUTES, max_size=6), size=st.integers(1, 5))
def test_paging_shows_every_entry_once_while_others_are_added(
    before: list[int], meanwhile: list[list[int]], size: int
) -> None:
    with acting_as_system("test"):
        customer = make_customer()
        there = [make_entry(customer, at=START + timedelta(minutes=minute)).pk for minute in before]
        added = iter(meanwhile)
        seen: list[int] = []
        after = ""
        while True:
            page = timeline(customer.pk, after=after, size=size)
            seen += [one.pk for one in page.entries]
            after = page.older
            if not after:
                break
            for minute in next(added, []):
                make_entry(customer, at=START + timedelta(minutes=minute))
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 2**62))
def test_a_cursor_keeps_its_place_to_the_microsecond(at: datetime, pk: int) -> None:
    from guanxi.timeline.models import Entry

    assert place_of(cursor_of(Entry(pk=pk, at=at))) == (at, pk)


@pytest.mark.parametrize("cursor", ["x", "1", "1.x", ".", "9" * 40 + ".1"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refused):
        place_of(cursor)


def test_a_timeline_is_narrowed_by_kind_person_and_time(house: House) -> None:
    with acting_as_system("test"):
        other = make_member(password=None)
        for minute, kind, writer in ((1, "note", house.seller), (2, "call", other), (3, "note", other)):
            make_entry(house.customer, kind, at=START + timedelta(minutes=minute), member=writer, text=str(minute))

        def texts(**wanted: object) -> list[str]:
            return [one.text for one in timeline(house.customer.pk, wanted=Wanted(**wanted)).entries]  # type: ignore[arg-type]

        assert texts() == ["3", "2", "1"]
        assert texts(kinds=frozenset({"note"})) == ["3", "1"]
        assert texts(member_id=other.pk) == ["3", "2"]
        assert texts(since=START + timedelta(minutes=2)) == ["3", "2"]
        assert texts(until=START + timedelta(minutes=2)) == ["1"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(house: House, count: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with acting_as_system("test"):
        for _ in range(count):
            make_entry(house.customer, member=house.seller)
        with django_assert_num_queries(4):  # entries, attachments, names, corrections
            timeline(house.customer.pk)
