"""What came in by an import says by which file: in the preview, in the filter's words, in the history."""

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


def plan() -> dict:
    return {"columns": columns("名称=name"), "keys": ["name"], "on_match": "fill", "owner": {"to": "me"}}


@pytest.fixture
def anna() -> Member:
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


@pytest.fixture
def run(anna: Member) -> Import:
    return make_import(anna.pk, csv(["名称"], ["云杉科技"]), "customer", plan(), name="客户.csv")


def test_imported_record_names_its_file(anna: Member, run: Import) -> None:
    client = Client()
    client.force_login(anna)
    with acting_as(anna.pk, through="page"):
        customer = Customer.objects.get()
    link = f'<a class="cut" href="{reverse("import", args=[run.pk])}">客户.csv</a>'
    assert link in client.get(reverse("customer_peek", args=[customer.pk])).content.decode()
    listed = client.get(reverse("customer_list"), {"f": f"import_id:is:{run.pk}"}).content.decode()
    assert "Import is 客户.csv" in listed
    newest = client.get(reverse("record_history", args=["customer", customer.pk])).context["changes"][0]
    assert (newest.through, newest.through_url) == (
        "by the import of 客户.csv",
        reverse("import", args=[run.pk]),
    )
    assert "Import" not in [line.label for line in newest.lines]


def test_import_of_a_colleague_stays_a_number(anna: Member, run: Import) -> None:
    with acting_as_system("test"):
        bob, customer = make_member("Bob", scope="all"), Customer.objects.get()
    client = Client()
    client.force_login(bob)
    page = client.get(reverse("customer_peek", args=[customer.pk])).content.decode()
    assert (f"number {run.pk}" in page, "客户.csv" in page) == (True, False)
    newest = client.get(reverse("record_history", args=["customer", customer.pk])).context["changes"][0]
    assert (newest.through, newest.through_url) == ("by an import", "")
