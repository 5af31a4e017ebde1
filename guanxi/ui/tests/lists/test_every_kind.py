"""Every registered kind gets a working list from its description alone."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from guanxi.core import clock, kinds
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer
from guanxi.staff.factories import make_member
from guanxi.ui.lists import filterform, filters, inputs, keyset, operators
from guanxi.ui.lists.asking import Ask
from guanxi.ui.lists.trees import Condition, Group

pytestmark = pytest.mark.django_db
SAMPLES = {"text": "a", "number": "1", "day": "2026-01-01", "days": "7", "period": "this-week", "tags": "a"}


def listed() -> list[str]:
    found = []
    for kind in kinds.all_kinds():
        try:
            reverse(f"{kind.name}_list")
        except NoReverseMatch:
            continue
        found.append(kind.name)
    return found


def test_list_count_and_forms_work_for_every_kind() -> None:
    with acting_as_system("test"):
        boss = make_member(scope="all")
    client = Client()
    client.force_login(boss)
    assert {"customer", "contact"} <= set(listed())
    for name in listed():
        columns = ",".join(one.name for one in kinds.kind(name).fields)
        for url in (f"?cols={columns}", "count/", "columns/", "views/", "export/"):
            assert client.get(reverse(f"{name}_list") + url).status_code == 200, (name, url)


def test_every_operator_of_every_field_of_every_kind_can_be_asked() -> None:
    with acting_as_system("test"):
        boss = make_member(scope="all")
    with acting_as(boss.pk, through="page") as actor:
        for kind in kinds.all_kinds():
            for field in operators.filterable(kind, actor):
                for operator in operators.offered(kind, field):
                    choice = next(iter(field.choices), ("1", ""))[0]
                    values = (SAMPLES.get(operator.takes, choice),) * operator.least
                    condition = Condition(field.name, operator.name, values)
                    filterform.filter_form(kind, field, condition).as_p()
                    tree, problems = filters.parse(
                        {"field": field.name, "op": operator.name, "value": list(values)}, kind, actor
                    )
                    assert (tree, problems) == (Group("all", (condition,)), [])
                    assert list(filters.narrow(kind.rows(actor), tree, Ask(kind, actor, clock.now()))[:2]) == []


def test_every_sortable_column_and_every_input_works() -> None:
    with acting_as_system("test") as actor:
        for kind in kinds.all_kinds():
            for field in kind.fields:
                inputs.form_field(kind, field)
                if field.sort:
                    for wish in (field.name, f"-{field.name}"):
                        sort = keyset.sort_of(kind, wish, actor)
                        assert str(sort) == wish
                        assert keyset.page(kind.rows(actor), sort, size=2).rows == []


def test_search_finds_by_initials_and_contains_rechecks_the_name() -> None:
    with acting_as_system("test"):
        ann, stranger = make_member("Ann"), make_member("Bob")
    with acting_as(ann.pk, through="page") as actor:
        for name in ("中国移动通信集团", "移动之家", "Acme Mobile"):
            create_customer({"name": name}, actor=actor, at=clock.now())
    for member, query, expected in (
        (ann, "?q=zgyd", ["中国移动通信集团"]),
        (ann, "?f=name:contains:移动&sort=name", ["移动之家", "中国移动通信集团"]),
        (ann, "?f=name:contains:mobile", ["Acme Mobile"]),
        (stranger, "?q=zgyd", []),
        (stranger, "?f=name:contains:移动", []),
    ):
        client = Client()
        client.force_login(member)
        page = client.get("/customers/" + query).text
        assert [piece.split("<")[0] for piece in page.split("data-open>")[1:]] == expected
