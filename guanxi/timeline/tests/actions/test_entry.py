from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import F, JSONField, Value
from django.db.models.functions import Now

from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.customer import (
    assign_customers,
    create_customer,
    edit_customer,
    give_back_customers,
)
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Collaboration, Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.timeline.actions.entry import NotThisCustomer, correct, record, record_selected
from guanxi.timeline.models import Entry
from guanxi.timeline.queries.entry import corrections
from guanxi.timeline.tests.people import House


def test_record_writes_who_when_and_moves_the_last_contact(house: House, actor: Actor) -> None:
    at = clock.now()
    happened = at - timedelta(hours=2)
    entry = record(house.customer.pk, "call", actor=actor, at=at, happened_at=happened, channel="phone", text="Spoke")
    entry.refresh_from_db()
    assert (entry.member_id, entry.at, entry.text) == (house.seller.pk, happened, "Spoke")
    assert Customer.objects.get(pk=house.customer.pk).last_contact_at == happened


def test_record_with_a_key_is_recorded_once(house: House, actor: Actor) -> None:
    first = record(house.customer.pk, "mail", actor=actor, at=clock.now(), key="<1@x>", text="a")
    again = record(house.customer.pk, "mail", actor=actor, at=clock.now(), key="<1@x>", text="b")
    assert again.pk == first.pk
    assert Entry.objects.filter(kind="mail").count() == 1


def test_record_of_an_unknown_kind_is_a_mistake_of_ours(house: House, actor: Actor) -> None:
    with pytest.raises(KeyError):
        record(house.customer.pk, "sneeze", actor=actor, at=clock.now())


def test_record_refuses_the_future_and_a_foreign_contact(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        other = make_contact(make_customer(owner=house.seller))
    at = clock.now()
    with pytest.raises(Refused) as refusal:
        record(house.customer.pk, "note", actor=actor, at=at, happened_at=at + timedelta(hours=1))
    assert refusal.value.field == "happened_at"
    with pytest.raises(NotThisCustomer):
        record(house.customer.pk, "note", actor=actor, at=at, contact_id=other.pk)


def test_record_needs_the_customer_in_scope(house: House) -> None:
    with acting_as(house.stranger.pk, through="page") as actor, pytest.raises(Customer.DoesNotExist):
        record(house.customer.pk, "note", actor=actor, at=clock.now(), text="x")


def test_a_reading_collaborator_does_not_write(house: House) -> None:
    with acting_as_system("test"):
        Collaboration.objects.create(customer=house.customer, member=house.stranger, may_edit=False)
    with acting_as(house.stranger.pk, through="page") as actor, pytest.raises(NotAllowed):
        record(house.customer.pk, "note", actor=actor, at=clock.now(), text="x")


def test_an_editing_collaborator_writes(house: House) -> None:
    with acting_as_system("test"):
        Collaboration.objects.create(customer=house.customer, member=house.stranger, may_edit=True)
    with acting_as(house.stranger.pk, through="page") as actor:
        assert record(house.customer.pk, "note", actor=actor, at=clock.now(), text="x").member_id == house.stranger.pk


@pytest.mark.parametrize("sql", ["update timeline_entry set text = 'x'", "delete from timeline_entry"])
def test_entries_cannot_be_changed_or_deleted(house: House, actor: Actor, sql: str) -> None:
    record(house.customer.pk, "note", actor=actor, at=clock.now(), text="stays")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Entry.objects.get(kind="note").text == "stays"


def test_correct_keeps_the_old_entry_and_points_to_it(house: House, actor: Actor) -> None:
    wrong = record(
        house.customer.pk, "call", actor=actor, at=clock.now(), channel="phone", duration=60, text="500 pieces"
    )
    right = correct(wrong, text="50 pieces", actor=actor, at=clock.now())
    assert (right.kind, right.at, right.duration, right.corrects_id) == ("call", wrong.at, 60, wrong.pk)
    assert corrections([wrong, right]) == {wrong.pk: right.pk}
    assert Entry.objects.get(pk=wrong.pk).text == "500 pieces"


def test_correct_is_for_the_writer_and_only_once(house: House, actor: Actor) -> None:
    wrong = record(house.customer.pk, "note", actor=actor, at=clock.now(), text="a")
    with acting_as(house.manager.pk, through="page") as boss, pytest.raises(NotAllowed):
        correct(wrong, text="b", actor=boss, at=clock.now())
    correct(wrong, text="b", actor=actor, at=clock.now())
    with pytest.raises(Refused) as refusal:
        correct(wrong, text="c", actor=actor, at=clock.now())
    assert refusal.value.code == "corrected_before"


def kinds_of(customer_id: int) -> list[str]:
    with acting_as_system("test"):
        return list(Entry.objects.filter(customer_id=customer_id).order_by("pk").values_list("kind", flat=True))


def test_a_new_customer_tells_that_it_was_created(house: House, actor: Actor) -> None:
    made = create_customer({"name": "New"}, actor=actor, at=clock.now())
    assert kinds_of(made.pk) == ["created"]


def test_a_hand_over_is_told_although_the_giver_sees_it_no_more(house: House, actor: Actor) -> None:
    assert assign_customers([house.customer.pk], house.stranger.pk, actor=actor, at=clock.now()) == 1
    assert not Customer.objects.filter(pk=house.customer.pk).exists()
    with acting_as_system("test"):
        entry = Entry.objects.get(customer=house.customer)
    assert (entry.kind, entry.member_id) == ("assigned", house.seller.pk)
    assert entry.data == {"before": house.seller.pk, "after": house.stranger.pk}


def test_a_hand_over_that_is_taken_back_is_told_as_another(house: House, actor: Actor) -> None:
    assign_customers([house.customer.pk], house.stranger.pk, actor=actor, at=clock.now())
    assert give_back_customers([house.customer.pk], house.stranger.pk, actor=actor, at=clock.now()) == 1
    entries = Entry.objects.filter(customer=house.customer).order_by("pk").values_list("kind", "data")
    assert list(entries) == [
        ("assigned", {"before": house.seller.pk, "after": house.stranger.pk}),
        ("assigned", {"before": house.stranger.pk, "after": house.seller.pk}),
    ]


def test_a_change_of_stage_is_told(house: House, actor: Actor) -> None:
    edit_customer(house.customer, {"stage": "lapsed"}, actor=actor, at=clock.now())
    entry = Entry.objects.get(customer=house.customer)
    assert (entry.kind, entry.data) == ("staged", {"before": "customer", "after": "lapsed"})


def test_many_hand_overs_are_told_in_one_statement(house: House, actor: Actor, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    from guanxi.core.events import Event
    from guanxi.timeline.actions.noted import note_staged

    with acting_as_system("test"):
        ids = [make_customer(owner=house.seller).pk for _ in range(30)]
    before = dict.fromkeys(ids, "lead")
    with django_assert_num_queries(1):
        note_staged(
            Event("customers.customer.staged", ids, actor, clock.now(), {"before": before, "after": "customer"})
        )
    assert Entry.objects.filter(kind="staged").count() == 30


def test_noting_cannot_write_on_timelines_that_are_closed(house: House) -> None:
    with acting_as(house.stranger.pk, through="page"), connection.cursor() as cursor:
        cursor.execute("select timeline_note('assigned', %s, now(), '{}', null)", [[house.customer.pk]])
        assert cursor.fetchone() == (0,)
    assert kinds_of(house.customer.pk) == []


def test_record_selected_adds_an_entry_per_row_once(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        for number in range(3):
            make_customer(f"C{number}", owner=house.seller)
    rows = Customer.objects.filter(name__startswith="C").values_list(
        "pk", Now(), "name", "name", Value({}, JSONField()), Value(""), F("import_id")
    )
    assert record_selected("order", rows, actor=actor, at=clock.now()) == 3
    assert record_selected("order", rows, actor=actor, at=clock.now()) == 0


def test_record_needs_the_verb(house: House) -> None:
    with acting_as_system("test"):
        clerk = make_member(password=None, roles=[make_role("all", verbs=["see"])])
    with acting_as(clerk.pk, through="page") as actor, pytest.raises(NotAllowed):
        record(house.customer.pk, "note", actor=actor, at=clock.now(), text="x")
