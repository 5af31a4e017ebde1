"""Values that cannot be read: their row goes in without them, and they wait to be mended."""

import pytest

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Contact, Customer, Identity
from guanxi.intake.actions.rejected import discard_rows, mend_row
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import, RejectedRow
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
NAMES = ("reference", "name", "phone", "revenue", "city")
PLAN = {"columns": columns(*NAMES), "keys": ["reference", "phone"], "on_match": "fill"}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


def load(anna, *rows, **plan):
    return make_import(anna.pk, csv(NAMES, *rows), "customer", {**PLAN, **plan})


def counts(run):
    return {key: value for key, value in Import.objects.get(pk=run.pk).counts.items() if value}


def mend(anna, number, cells):
    with acting_as(anna.pk, through="page") as actor:
        return mend_row(RejectedRow.objects.get(number=number), cells, actor=actor, at=clock.now())


def test_a_row_goes_in_without_what_cannot_be_read_and_is_completed_by_mending(anna):
    run = load(anna, ["R1", "Acme", "12", "a lot", "Paris"], ["R2", "Bell", "13800000002", "5", "Rome"])
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"created": 2, "partly": 1}
        acme = Customer.objects.get(name="Acme")
        assert (acme.city, acme.revenue, acme.identities.count()) == ("Paris", None, 0)
        row = RejectedRow.objects.get()
        assert (row.record_id, [one["field"] for one in row.problems]) == (acme.pk, ["phone", "revenue"])
        Customer.objects.filter(pk=acme.pk).update(name="Acme & Sons", city="Lyon")
    assert mend(anna, row.number, ["R1", "Acme", "13800000001", "much", "Paris"]).state == "open"
    assert mend(anna, row.number, ["R1", "Acme", "13800000001", "700", "Paris"]).state == "mended"
    with acting_as(anna.pk, through="page"):
        acme.refresh_from_db()
        assert (acme.name, acme.city, acme.revenue) == ("Acme & Sons", "Lyon", 700)  # colleagues' changes stay
        assert list(acme.identities.values_list("value", flat=True)) == ["+8613800000001"]
        assert Customer.objects.count() == 2
        assert counts(run) == {"created": 2, "mended": 1}


def test_a_row_is_rejected_when_nothing_else_says_whom_it_is_about(anna):
    run = load(anna, ["", "Acme", "12", "a lot", "Paris"])
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"rejected": 1}
        assert Customer.objects.count() == 0
        row = RejectedRow.objects.get()
        assert (row.record_id, [one["field"] for one in row.problems]) == (None, ["phone", "revenue"])
    # mended in part it goes in, and the rest waits
    assert mend(anna, row.number, ["", "Acme", "13800000001", "a lot", "Paris"]).state == "open"
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"created": 1, "partly": 1}
        assert RejectedRow.objects.get().record_id == Customer.objects.get().pk
    assert mend(anna, row.number, ["", "Acme", "13800000001", "700", "Paris"]).state == "mended"
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"created": 1, "mended": 1}
        assert Customer.objects.get().revenue == 700


def test_without_keys_mending_makes_no_second_customer(anna):
    load(anna, ["", "Acme", "12", "", ""], keys=[])
    assert mend(anna, 2, ["", "Acme", "13800000001", "", ""]).state == "mended"
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.count() == 1
        assert Identity.objects.get().customer.name == "Acme"


def test_of_several_numbers_in_a_cell_the_good_ones_go_in(anna):
    run = load(anna, ["R1", "Acme", "13800000001; 99999999999", "", ""])
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"created": 1, "partly": 1}
        assert Identity.objects.get().value == "+8613800000001"
    mend(anna, 2, ["R1", "Acme", "13800000001; 13800000002", "", ""])
    with acting_as(anna.pk, through="page"):
        assert set(Identity.objects.values_list("value", flat=True)) == {"+8613800000001", "+8613800000002"}


def test_what_a_skipped_row_cannot_say_is_not_asked_for(anna):
    with acting_as_system("test"):
        make_customer("Acme", owner=anna, reference="R1")
    run = load(anna, ["R1", "Acme", "12", "", ""], on_match="skip")
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"skipped": 1}
        assert RejectedRow.objects.count() == 0


def test_a_value_of_a_customer_who_is_gone_is_not_taken(anna):
    load(anna, ["R1", "Acme", "12", "", ""])
    with acting_as_system("test"):
        Customer.objects.update(deleted_at=clock.now())
    row = mend(anna, 2, ["R1", "Acme", "13800000001", "", ""])
    assert (row.state, [one["code"] for one in row.problems]) == ("open", ["customer_gone"])


def test_values_are_discarded_and_counted_once(anna):
    run = load(anna, ["R1", "Acme", "12", "", ""], ["", "Bell", "13", "", ""])
    with acting_as(anna.pk, through="page") as actor:
        assert counts(run) == {"created": 1, "partly": 1, "rejected": 1}
        assert discard_rows(run, None, actor=actor, at=clock.now()) == 2
        assert counts(run) == {"created": 1, "discarded": 2}
    with pytest.raises(Refused):
        mend(anna, 2, ["R1", "Acme", "13800000001", "", ""])


def test_a_dry_run_counts_values_and_writes_nothing(anna):
    run = make_import(anna.pk, csv(NAMES, ["R1", "Acme", "12", "x", ""]), "customer", PLAN, run=False, check=True)
    told = run.check_result
    assert (told["counts"]["created"], told["counts"]["partly"], told["counts"]["rejected"]) == (1, 1, 0)
    assert told["reasons"] == {"phone:not_a_phone": 1, "revenue:not_an_amount": 1}
    with acting_as(anna.pk, through="page"):
        assert (Customer.objects.count(), RejectedRow.objects.count()) == (0, 0)


def test_a_contact_goes_in_without_his_birthday_and_gets_it_by_mending(anna):
    names = ("name", "customer", "mail", "birthday")
    plan = {"columns": columns(*names), "keys": ["mail"], "on_match": "fill"}
    run = make_import(anna.pk, csv(names, ["Bo Li", "Acme", "bo@example.com", "soon"]), "contact", plan)
    with acting_as(anna.pk, through="page"):
        assert counts(run) == {"created": 1, "partly": 1}
    mend(anna, 2, ["Bo Li", "Acme", "bo@example.com", "1990-05-06"])
    with acting_as(anna.pk, through="page"):
        assert [(one.name, str(one.birthday)) for one in Contact.objects.all()] == [("Bo Li", "1990-05-06")]
