from typing import Any

import pytest
from django.utils import timezone

from guanxi.core import events as core_events
from guanxi.core import search
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.events import Event
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers import events
from guanxi.customers.actions.customer import create_customer, edit_customer
from guanxi.customers.models import Address, Contact, Customer, Identity, Tag
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Every event of customers, as subscribers hear it."""
    heard: list[Event] = []
    for name in (events.CREATED, events.ASSIGNED, events.STAGED):
        monkeypatch.setitem(core_events._handlers, name, [heard.append])
    return heard


def test_create_customer_writes_all_parts_and_tells(people: People, told: list[Event]) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        values = {
            "name": " 北京  云杉科技有限公司 ",
            "phone": "010-62345678",
            "mail": ["Info@Yunshan.cn", "sales@yunshan.cn"],
            "stage": "prospect",
            "tags": ["展会", "VIP"],
            "revenue": "12,500,000",
            "currency": "cny",
            "website": "yunshan.cn",
            "address": {"street": "中关村大街 1 号", "city": "北京", "country": "中国"},
            "contact": {"name": "张伟", "phone": "13812345678", "part": "decider"},
        }
        made = create_customer(values, actor=actor, at=NOW)
        made.refresh_from_db()
        assert (made.name, made.name_key, made.owner_id, made.created_by_id, made.created_at) == (
            "北京 云杉科技有限公司",
            "北京云杉科技",
            people.seller.pk,
            people.seller.pk,
            NOW,
        )
        assert (made.city, made.country, made.website, made.currency, str(made.revenue)) == (
            "北京",
            "中国",
            "https://yunshan.cn",
            "CNY",
            "12500000.00",
        )
        rows = Identity.objects.order_by("id").values_list("channel", "value", "contact__name")
        assert list(rows) == [
            ("phone", "+861062345678", None),
            ("mail", "info@yunshan.cn", None),
            ("mail", "sales@yunshan.cn", None),
            ("phone", "+8613812345678", "张伟"),
        ]
        assert list(Contact.objects.values_list("name", "part", "is_main")) == [("张伟", "decider", True)]
        assert list(Address.objects.values_list("use", "city")) == [("main", "北京")]
        assert list(Tag.objects.values_list("name", flat=True)) == ["VIP", "展会"]
        assert [(hit.kind, hit.title) for hit in search.find("yunshan", actor)] == [("customer", made.name)]
        assert [(hit.kind, hit.title) for hit in search.find("zw", actor)] == [("contact", "张伟")]
    assert [(one.name, one.ids, one.data) for one in told] == [(events.CREATED, [made.pk], {"import_id": None})]


def test_create_customer_needs_the_verb(db: None) -> None:
    with acting_as_system("test"):
        reader = make_member(roles=[make_role("all", verbs=["see"])])
    with acting_as(reader.pk, through="page") as actor, pytest.raises(NotAllowed):
        create_customer({"name": "A"}, actor=actor, at=NOW)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": "   "}, "name", "required"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"name": "A\x00B"}, "name", "control_character"),
        ({"name": "A", "stage": "won"}, "stage", "not_a_choice"),
        ({"name": "A", "founded": "85"}, "founded", "not_a_year"),
        ({"name": "A", "revenue": "lots"}, "revenue", "not_a_number"),
        ({"name": "A", "revenue": "NaN"}, "revenue", "number_too_large"),
        ({"name": "A", "currency": "yuan"}, "currency", "not_a_currency"),
        ({"name": "A", "website": "javascript:alert(1)"}, "website", "not_a_url"),
        ({"name": "A", "phone": "12"}, "phone", "not_a_phone"),
        ({"name": "A", "mail": "a@"}, "mail", "not_a_mail"),
        ({"name": "A", "next_contact_at": "soon"}, "next_contact_at", "not_a_time"),
        ({"name": "A", "owner": 0}, "owner", "refused"),
        ({"name": "A", "parent": 0}, "parent", "refused"),
        ({"name": "A", "colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_create_customer_refuses_at_the_field(people: People, values: dict[str, Any], field: str, code: str) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        with pytest.raises(Refused) as refusal:
            create_customer(values, actor=actor, at=NOW)
        assert (refusal.value.field, refusal.value.code) == (field, code)


def test_create_customer_for_a_colleague_hands_it_over(people: People, told: list[Event]) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme", "owner": people.stranger.pk}, actor=actor, at=NOW)
        assert not Customer.objects.filter(pk=made.pk).exists()
    with acting_as(people.stranger.pk, through="page"):
        assert Customer.objects.get(pk=made.pk).owner_id == people.stranger.pk
    assert [one.name for one in told] == [events.CREATED, events.ASSIGNED]


def test_create_customer_for_a_colleague_needs_assign(people: People) -> None:
    with acting_as_system("test"):
        seller = make_member(roles=[make_role("own", verbs=["see", "create", "edit"])])
    with acting_as(seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        create_customer({"name": "Acme", "owner": people.stranger.pk}, actor=actor, at=NOW)


def test_edit_customer_changes_columns_identities_and_tells_the_stage(people: People, told: list[Event]) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme", "phone": "13812345678", "mail": "a@acme.cn"}, actor=actor, at=NOW)
        changes = {"name": "Acme Ltd", "stage": "customer", "phone": "13912345678", "mail": "", "tags": ["B", "A"]}
        edit_customer(made, changes, actor=actor, at=NOW)
        made.refresh_from_db()
        assert (made.name, made.name_sort, made.stage, made.tags) == ("Acme Ltd", "acme ltd", "customer", ["B", "A"])
        alive = Identity.objects.alive().values_list("channel", "value")
        assert list(alive) == [("phone", "+8613912345678")]
        assert [hit.title for hit in search.find("acme", actor)] == ["Acme Ltd"]
        assert search.find("a@acme", actor) == []
    staged = told[-1]
    assert (staged.name, staged.data) == (events.STAGED, {"before": {made.pk: "lead"}, "after": "customer"})


def test_edit_customer_leaves_history_without_the_derived_columns(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme"}, actor=actor, at=NOW)
        edit_customer(made, {"name": "Acme Ltd"}, actor=actor, at=NOW)
        changes = Change.objects.filter(kind="customer", record_id=made.pk, operation="U").values_list(
            "changes", flat=True
        )
        assert list(changes) == [{"name": ["Acme", "Acme Ltd"]}]


def test_edit_customer_reads_a_naive_time_in_the_members_zone(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor, timezone.override("Asia/Shanghai"):
        made = create_customer({"name": "Acme", "next_contact_at": "2026-03-05T10:00"}, actor=actor, at=NOW)
    assert made.next_contact_at is not None
    assert made.next_contact_at.isoformat() == "2026-03-05T10:00:00+08:00"


def test_edit_customer_keeps_the_main_address_in_line(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme", "address": {"city": "北京", "street": "A"}}, actor=actor, at=NOW)
        edit_customer(made, {"city": "上海"}, actor=actor, at=NOW)
        assert Address.objects.get().city == "上海"


def test_edit_customer_refuses_a_circle_of_parents_also_through_hidden_ones(people: People) -> None:
    with acting_as_system("test") as system:
        top = create_customer({"name": "Top", "owner": people.seller.pk}, actor=system, at=NOW)
        middle = create_customer(
            {"name": "Middle", "owner": people.stranger.pk, "parent": top.pk}, actor=system, at=NOW
        )
        low = create_customer({"name": "Low", "owner": people.seller.pk, "parent": middle.pk}, actor=system, at=NOW)
    with acting_as(people.seller.pk, through="page") as actor:
        for parent in (low.pk, top.pk):
            with pytest.raises(Refused) as refusal:
                edit_customer(top, {"parent": parent}, actor=actor, at=NOW)
            assert refusal.value.field == "parent"
        with pytest.raises(Refused) as refusal:
            edit_customer(low, {"parent": create_hidden(people)}, actor=actor, at=NOW)
        assert refusal.value.field == "parent"


def create_hidden(people: People) -> int:
    with acting_as_system("test") as system:
        return create_customer({"name": "Hidden", "owner": people.stranger.pk}, actor=system, at=NOW).pk


def test_edit_customer_refuses_a_number_that_another_has(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        create_customer({"name": "A", "reference": "K-1"}, actor=actor, at=NOW)
        other = create_customer({"name": "B"}, actor=actor, at=NOW)
        with pytest.raises(Refused) as refusal:
            edit_customer(other, {"reference": "K-1"}, actor=actor, at=NOW)
        assert (refusal.value.field, refusal.value.code) == ("reference", "held")


def test_edit_customer_is_not_for_readers(people: People) -> None:
    with acting_as_system("test") as system:
        made = create_customer({"name": "A", "owner": people.seller.pk}, actor=system, at=NOW)
        reader = make_member(roles=[make_role("all", verbs=["see"])])
    with acting_as(reader.pk, through="page") as actor, pytest.raises(NotAllowed):
        edit_customer(Customer.objects.get(pk=made.pk), {"city": "X"}, actor=actor, at=NOW)
