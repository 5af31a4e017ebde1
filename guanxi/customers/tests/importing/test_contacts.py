"""Contacts and cards from files."""

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Contact, Customer, Identity
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.sources import CARD_HEADER
from guanxi.intake.tests.real import content, names
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
PLAN = {"columns": columns("name", "mail", "phone", "title", "customer"), "keys": ["mail", "phone", "customer"]}
CARDS = {"columns": columns(*CARD_HEADER), "keys": ["mail", "phone", "customer"]}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


def test_contacts_find_or_make_their_customers(anna):
    with acting_as_system("test"):
        acme = make_customer("Acme Inc.", owner=anna)
    data = csv(
        ["name", "mail", "phone", "title", "customer"],
        ["Adam", "adam@acme.com", "", "CEO", "acme inc."],
        ["Eve", "eve@new.com", "", "", "New Ltd"],
    )
    run = make_import(anna.pk, data, "contact", PLAN)
    assert run.counts["created"] == 2
    with acting_as(anna.pk, through="page"):
        adam = Contact.objects.get(name="Adam")
        assert (adam.customer_id, adam.title) == (acme.pk, "CEO")
        assert Identity.objects.get(value="adam@acme.com").contact_id == adam.pk
        assert Contact.objects.get(name="Eve").customer.name == "New Ltd"


def test_a_known_contact_is_filled(anna):
    data = csv(["name", "mail", "phone", "title", "customer"], ["Adam", "adam@acme.com", "", "", "Acme"])
    make_import(anna.pk, data, "contact", PLAN)
    again = csv(
        ["name", "mail", "phone", "title", "customer"], ["Adam Smith", "adam@acme.com", "+8613800000001", "CEO", "Acme"]
    )
    run = make_import(anna.pk, again, "contact", PLAN)
    assert run.counts["updated"] == 1
    with acting_as(anna.pk, through="page"):
        adam = Contact.objects.get()
        assert (adam.name, adam.title, adam.identities.count()) == ("Adam", "CEO", 2)


def test_unknown_customers_can_be_rejected(anna):
    data = csv(["name", "mail", "phone", "title", "customer"], ["Adam", "adam@acme.com", "", "", "Acme"])
    run = make_import(anna.pk, data, "contact", {**PLAN, "links": {"customer": "reject"}})
    assert run.counts["rejected"] == 1


def test_the_shared_contacts_of_outlook(anna):
    data = content("tables.zip", "contact_exports/outlook_shared_contacts.csv")
    plan = {
        "columns": columns("Name=name", "E-mail Address=mail", "Company=customer", "Job Title=title", "Business Phone=phone", "Notes=note"),
        "keys": ["mail", "customer"], "region": "US",
    }  # fmt: skip
    run = make_import(anna.pk, data, "contact", plan)
    assert run.state == "done"
    assert run.counts["created"] >= 1


@pytest.mark.parametrize("name", names("vcards.zip"))
def test_every_real_card_goes_in_or_says_why_not(anna, name):
    run = make_import(anna.pk, content("vcards.zip", name), "card", CARDS, name=name)
    assert run.state == "done"
    assert run.counts["created"] + run.counts["updated"] >= 1
    with acting_as(anna.pk, through="page"):
        assert Customer.objects.count() >= 1
