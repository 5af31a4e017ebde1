"""The explanation says what the database does, for random organisations."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from guanxi.core.actor import UnknownMember, acting_as
from guanxi.staff.models import Member
from guanxi.staff.queries.why import why

pytestmark = pytest.mark.django_db


class Rollback(Exception):
    pass


def _organisations():
    from tests.visibility.organisation import organisations

    return organisations()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(organisation=_organisations())
def test_explanation_equals_what_the_database_shows(organisation) -> None:
    from tests.visibility.settle import settle

    try:
        with transaction.atomic():
            settled = settle(organisation)
            for given_member in settled.members:
                member = Member.objects.get(pk=given_member.pk)
                for kind, rows in (
                    ("customer", settled.customers),
                    ("contact", settled.contacts),
                    ("task", settled.tasks),
                    ("order", [*settled.orders, settled.loose_order]),
                ):
                    said = {row.pk: why(member, kind, row.pk) for row in rows}
                    assert {pk for pk, answer in said.items() if answer.sees} == _seen(member, rows)
                    if kind == "customer":
                        assert {pk for pk, answer in said.items() if answer.edits} == _written(member, rows)
            raise Rollback  # noqa: TRY301
    except Rollback:
        pass


def _seen(member: Member, rows: list) -> set[int]:
    if not rows:
        return set()
    try:
        with acting_as(member.pk, through="page"):
            return set(type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    except UnknownMember:
        return set()


def _written(member: Member, rows: list) -> set[int]:
    """What an UPDATE of the member reaches."""
    written = set()
    for row in rows:
        try:
            with acting_as(member.pk, through="page"):
                if type(row)._base_manager.filter(pk=row.pk).update(note="touched"):
                    written.add(row.pk)
        except UnknownMember:
            return set()
    return written


def test_steps_name_the_line_of_managers(administrator: Member) -> None:
    from guanxi.core.actor import acting_as_system
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_member
    from guanxi.staff.tests.people import built_in

    with acting_as_system("test"):
        head = make_member("Head", roles=[built_in("team_lead")])
        middle = make_member("Middle", manager=head)
        owner = make_member("Owner", manager=middle)
        customer = make_customer(owner=owner)
    with acting_as(administrator.pk, through="page"):
        answer = why(head, "customer", customer.pk)
    assert (answer.sees, answer.edits) == (True, True)
    assert [step.sentence for step in answer.steps] == [
        "Roles: Team lead.",
        "May see Customers by the role Team lead.",
        "Its owner is Owner.",
        "Data scope “Own and subordinates”: the line of managers is Owner → Middle → Head.",
        "It was not shared with them as a collaborator.",
        "May edit Customers by the role Team lead.",
    ]


def _named(name: str, **given):
    from guanxi.core.actor import acting_as_system
    from guanxi.core.search import Doc, index_many
    from guanxi.customers.factories import make_customer

    with acting_as_system("test"):
        customer = make_customer(name, **given)
        index_many("customer", [Doc(customer.pk, customer.pk, customer.owner_id, name)])
    return customer


def test_record_is_found_by_its_name_and_explained(admin_client, seller: Member) -> None:
    customer = _named("云杉科技", owner=seller)
    offered = admin_client.get(reverse("staff_why_find"), {"kind": "customer", "lookup": "云杉"}).content.decode()
    assert f'data-value="{customer.pk}" data-label="云杉科技"' in offered
    asked = {"member": seller.pk, "kind": "customer", "lookup": "云杉科技", "record": customer.pk}
    page = admin_client.get(reverse("staff_why"), asked)
    assert (page.context["answer"].sees, 'value="云杉科技"' in page.content.decode()) == (True, True)


def test_number_that_is_typed_is_explained_and_a_name_without_a_choice_asked_back(admin_client, seller: Member) -> None:
    customer = _named("云杉科技", owner=None)
    asked = {"member": seller.pk, "kind": "customer", "record": ""}
    page = admin_client.get(reverse("staff_why"), asked | {"lookup": str(customer.pk)})
    assert page.context["answer"].sees is False
    page = admin_client.get(reverse("staff_why"), asked | {"lookup": "云杉"})
    assert ("answer" in page.context, page.context["missing"]) == (False, "Choose a record from the list.")


def test_records_are_offered_to_administrators_only_and_of_kinds_with_rights(
    admin_client, seller_client, seller: Member
) -> None:
    _named("云杉科技", owner=seller)
    find = reverse("staff_why_find")
    assert seller_client.get(find, {"kind": "customer", "lookup": "云杉"}).status_code in {403, 404}
    assert admin_client.get(find, {"kind": "member", "lookup": ""}).status_code == 404
