"""Customers from files."""

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change, SearchDoc
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Address, Contact, Customer, Identity
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import, RejectedRow
from guanxi.intake.targets import target
from guanxi.intake.tests.real import content
from guanxi.staff.factories import make_department, make_member, make_role

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
        "created": 2,
        "partly": 1,
    }
    assert run.check_result["samples"]["updated"] == [{"number": 2, "title": "Acme", "changes": [["city", "", "北京"]]}]
    with acting_as(anna.pk, through="page"):
        assert list(Customer.objects.values_list("name", "city")) == [("Acme", "")]
        assert RejectedRow.objects.count() == 0


def test_dry_run_knows_what_earlier_chunks_would_have_made(anna):
    rows = [[f"Name {at % 5}", "", "", "", f"C{at % 5}"] for at in range(20)]
    object.__setattr__(target("customer"), "chunk", 3)
    try:
        checked = make_import(
            anna.pk, csv(["name", "phone", "mail", "city", "reference"], *rows), "customer", PLAN, check=True
        )
    finally:
        object.__setattr__(target("customer"), "chunk", 5_000)
    assert checked.check_result["counts"]["created"] == 5
    assert sum(checked.check_result["counts"].values()) == 20


def test_a_colleague_who_takes_a_number_meanwhile_spoils_only_that_row(anna, monkeypatch):
    """Between our look and our write somebody else wrote the same phone: that row is rejected, the others go in."""
    from guanxi.customers.importing import people

    with acting_as_system("test"):
        holder = make_customer("Holder", owner=anna)
        Identity.objects.create(customer=holder, channel="phone", value="+8613800000003")
    monkeypatch.setattr(people.holding, "held", lambda cursor, asks: {})  # as if nobody had held anything yet
    rows = [[f"N{at}", f"1380000000{at}", "", "", f"C{at}"] for at in range(8)]
    run = make_import(anna.pk, csv(["name", "phone", "mail", "city", "reference"], *rows), "customer", PLAN)
    assert counts(run) == {"created": 7, "rejected": 1}
    with acting_as(anna.pk, through="page"):
        assert RejectedRow.objects.get().problems[0]["code"] == "refused_by_database"


def test_owners_are_spread_evenly(anna):
    with acting_as_system("test"):
        sales = make_department("Sales")
        members = [make_member(f"M{at}", department=sales) for at in range(3)]
    rows = [[f"N{at}", "", "", "", f"C{at}"] for at in range(9)]
    plan = {**PLAN, "owner": {"to": "spread", "department": "Sales"}}
    make_import(anna.pk, csv(["name", "phone", "mail", "city", "reference"], *rows), "customer", plan)
    with acting_as_system("test"):
        assert [Customer.objects.filter(owner=member).count() for member in members] == [3, 3, 3]


def test_without_the_power_to_assign_nothing_is_given_away():
    with acting_as_system("test"):
        carl = make_member("Carl", roles=[make_role("own", verbs=["see", "create", "edit"])])
        make_member("Bert")
    data = csv(["name", "owner"], ["Acme", "Bert"], ["Own", "Carl"])
    run = make_import(carl.pk, data, "customer", {"columns": columns("name", "owner"), "owner": {"to": "column"}})
    assert counts(run) == {"created": 1, "rejected": 1}


def test_the_maven_accounts(anna):
    data = content("tables.zip", "maven_crm_sales/accounts.csv")
    plan = {
        "columns": [
            *columns(
                "account=name",
                "sector=industry",
                "year_established=founded",
                "employees=size",
                "office_location=country",
                "subsidiary_of=parent",
            ),
            {"column": "revenue", "field": "revenue", "scale": 1_000_000},
            {"field": "currency", "value": "USD"},
        ],
        "keys": ["name"],
        "decimal": ".",
    }
    run = make_import(anna.pk, data, "customer", plan)
    assert (run.counts["created"], run.counts["rejected"]) == (85, 0)
    with acting_as(anna.pk, through="page"):
        acme = Customer.objects.get(name="Acme Corporation")
        assert (acme.industry, acme.founded, acme.size, acme.currency, int(acme.revenue)) == (
            "technolgy",
            1996,
            "1000+",
            "USD",
            1_100_040_000,
        )
        assert Customer.objects.exclude(parent=None).count() == 15
