"""Customers from files."""

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change, SearchDoc
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Address, Contact, Customer, Identity
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import, RejectedRow
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
PLAN = {
    "columns": columns("name", "phone", "mail", "city", "reference"),
    "keys": ["reference", "phone", "mail"],
    "on_match": "fill",
}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="own")


def counts(run):
    return {key: value for key, value in run.counts.items() if value}


def test_customers_are_made_with_identities_owner_history_and_search(anna):
    data = csv(
        ["name", "phone", "mail", "city", "reference"],
        ["中国移动", "13800000001", "a@example.com", "北京", "C1"],
        ["Acme", "", "", "", "C2"],
    )
    run = make_import(anna.pk, data, "customer", PLAN)
    assert (run.state, counts(run)) == (Import.State.DONE, {"created": 2})
    with acting_as(anna.pk, through="page"):
        made = list(
            Customer.objects.order_by("pk").values_list("name", "city", "reference", "owner_id", "import_id", "stage")
        )
        assert made == [
            ("中国移动", "北京", "C1", anna.pk, run.pk, "lead"),
            ("Acme", "", "C2", anna.pk, run.pk, "lead"),
        ]
        assert set(Identity.objects.values_list("channel", "value")) == {
            ("phone", "+8613800000001"),
            ("mail", "a@example.com"),
        }
        assert SearchDoc.objects.filter(kind="customer").count() == 2
        changes = set(
            Change.objects.filter(through="import", kind="customer").values_list("through_id", "operation", "member_id")
        )
        assert changes == {(str(run.pk), "I", anna.pk)}


def test_match_fills_blanks_and_keeps_the_rest(anna):
    with acting_as_system("test"):
        make_customer("Acme", owner=anna, reference="C2", city="上海")
    data = csv(["name", "phone", "mail", "city", "reference"], ["Other name", "13800000001", "", "北京", "C2"])
    run = make_import(anna.pk, data, "customer", PLAN)
    assert counts(run) == {"updated": 1}
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "city")) == [("Acme", "上海")]
        assert Identity.objects.get().value == "+8613800000001"


def test_match_overwrites(anna):
    with acting_as_system("test"):
        make_customer("Acme", owner=anna, reference="C2", city="上海")
    data = csv(["name", "phone", "mail", "city", "reference"], ["Acme Ltd", "", "", "北京", "C2"])
    run = make_import(anna.pk, data, "customer", {**PLAN, "on_match": "overwrite"})
    assert counts(run) == {"updated": 1}
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "city")) == [("Acme Ltd", "北京")]


def test_match_is_skipped(anna):
    with acting_as_system("test"):
        make_customer("Acme", owner=anna, reference="C2")
    data = csv(
        ["name", "phone", "mail", "city", "reference"], ["Acme Ltd", "", "", "北京", "C2"], ["New", "", "", "", "C3"]
    )
    run = make_import(anna.pk, data, "customer", {**PLAN, "on_match": "skip"})
    assert counts(run) == {"skipped": 1, "created": 1}


def test_doubles_in_the_file_follow_the_rule_in_row_order(anna):
    data = csv(
        ["name", "phone", "mail", "city", "reference"],
        ["First", "13800000001", "", "", "C1"], ["Second", "13800000001", "", "北京", "C1"], ["Third", "", "", "上海", "C1"],
    )  # fmt: skip
    run = make_import(anna.pk, data, "customer", PLAN)
    assert counts(run) == {"created": 1, "updated": 1, "unchanged": 1}
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "city")) == [("First", "北京")]


def test_a_hidden_holder_is_told_without_a_name(anna):
    with acting_as_system("test"):
        bert = make_member("Bert", scope="own")
        secret = make_customer("Secret Ltd", owner=bert, reference="C9")
        Identity.objects.create(customer=secret, channel="phone", value="+8613800000009")
    data = csv(
        ["name", "phone", "mail", "city", "reference"],
        ["A", "13800000009", "", "", ""],
        ["B", "", "", "", "C9"],
        ["C", "", "", "", "C1"],
    )
    run = make_import(anna.pk, data, "customer", PLAN)
    assert counts(run) == {"created": 1, "rejected": 2}
    with acting_as(anna.pk, through="page"):
        found = list(RejectedRow.objects.order_by("number").values_list("number", "problems"))
    assert [(number, [(one["field"], one["code"]) for one in problems]) for number, problems in found] == [
        (2, [("phone", "held_hidden")]), (3, [("reference", "held_hidden")]),
    ]  # fmt: skip
    assert "Secret" not in str(found)


def test_an_identity_of_another_customer_rejects_the_row(anna):
    with acting_as_system("test"):
        other = make_customer("Holder", owner=anna)
        make_customer("Acme", owner=anna, reference="C2")
        Identity.objects.create(customer=other, channel="mail", value="x@example.com")
    data = csv(["name", "phone", "mail", "city", "reference"], ["Acme", "", "x@example.com", "", "C2"])
    run = make_import(anna.pk, data, "customer", PLAN)
    assert counts(run) == {"rejected": 1}
    with acting_as(anna.pk, through="page"):
        problem = RejectedRow.objects.get().problems
    assert problem == [{"field": "mail", "code": "held_by", "params": {"value": "x@example.com", "name": "Holder"}}]


def test_owner_outside_the_scope_gets_the_customer_with_all_that_hangs_on_it(anna):
    with acting_as_system("test"):
        bert = make_member("Bert", scope="own")
    data = csv(["name", "owner", "phone", "contact_name", "street"], ["Acme", "bert", "13800000001", "Carl", "Road 1"])
    plan = {
        "columns": columns("name", "owner", "phone", "contact_name", "street"),
        "owner": {"to": "column"},
        "keys": ["phone"],
    }
    run = make_import(anna.pk, data, "customer", plan)
    assert counts(run) == {"created": 1}
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.count() == 0
    with acting_as(bert.pk, through="page"):
        assert (Customer.objects.get().name, Contact.objects.get().name, Address.objects.get().street) == (
            "Acme",
            "Carl",
            "Road 1",
        )
        assert SearchDoc.objects.filter(owner_id=bert.pk).count() == 2


def test_unknown_owner_and_parents(anna):
    data = csv(["name", "owner", "parent"], ["Child", "", "Mother"], ["Mother", "", ""], ["X", "Nobody", ""])
    plan = {"columns": columns("name", "owner", "parent"), "owner": {"to": "column"}, "keys": ["name"]}
    run = make_import(anna.pk, data, "customer", plan)
    assert counts(run) == {"created": 2, "rejected": 1}
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.get(name="Child").parent.name == "Mother"
        assert Customer.objects.count() == 2


def test_dry_run_writes_nothing_and_tells_everything(anna):
    with acting_as_system("test"):
        make_customer("Acme", owner=anna, reference="C2")
    data = csv(
        ["name", "phone", "mail", "city", "reference"],
        ["Acme", "", "", "北京", "C2"],
        ["New", "123", "", "", "C3"],
        ["New", "", "", "", "C4"],
    )
    run = make_import(anna.pk, data, "customer", PLAN, check=True)
    assert run.state == Import.State.CHECKED
    assert {key: value for key, value in run.check_result["counts"].items() if value} == {
        "updated": 1,
        "rejected": 1,
        "created": 1,
    }
    assert run.check_result["samples"]["updated"] == [{"number": 2, "title": "Acme", "changes": [["city", "", "北京"]]}]
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "city")) == [("Acme", "")]
        assert RejectedRow.objects.count() == 0
