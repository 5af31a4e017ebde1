"""What a column can be told besides what it fills: the scale of its amounts, how its cells are split."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer, Identity
from guanxi.intake.actions.mapping import save_mapping
from guanxi.intake.loading.parsing import reader_of
from guanxi.intake.models import Import, Mapping
from guanxi.intake.plan import Column
from guanxi.intake.targets import TargetField
from guanxi.intake.values import Hints
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
CSV = "客户名称,年收入,电话\n云杉科技,1.5,13800000001、13800000002\n".encode()
CHOSEN = {"field-0": "name", "field-1": "revenue", "field-2": "phone"}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all")


@pytest.fixture
def browser(client: Client, anna):
    client.force_login(anna)
    return client


def begun(browser):
    sent = browser.post("/intake/upload/", {"file": SimpleUploadedFile("a.csv", CSV)})
    pk = int(sent.headers["Location"].split("/")[2])
    browser.post(f"/intake/{pk}/target/", {"target": "customer"})
    return pk


def planned(pk):
    with acting_as_system("test"):
        return Import.objects.get(pk=pk).plan["columns"]


def test_amounts_in_ten_thousands_and_numbers_parted_by_marks_come_in_as_they_are_meant(browser, anna):
    pk = begun(browser)
    told = {**CHOSEN, "scale-0": "1000", "scale-1": "10000", "split-1": "、", "split-2": "、"}
    assert browser.post(f"/intake/{pk}/columns/", told).headers["Location"] == f"/intake/{pk}/matching/"
    assert [(one["field"], one["scale"], one["split"]) for one in planned(pk)] == [
        ("name", 1.0, ""),  # a name takes no scale, nor an amount a split
        ("revenue", 10_000.0, ""),
        ("phone", 1.0, "、"),
    ]
    browser.post(f"/intake/{pk}/matching/", {"keys": ["name"], "on_match": "fill", "owner": "me", "save_as": "Taxes"})
    page = browser.get(f"/intake/{pk}/columns/").text
    assert '<option value="10000" selected>' in page
    browser.post(f"/intake/{pk}/start/")
    with acting_as_system("test"):
        job = Import.objects.get(pk=pk).work_id
    work.run(job)
    with acting_as_system("test"):
        assert Customer.objects.get().revenue == 15_000
        assert Identity.objects.filter(channel="phone").count() == 2
        assert [one["scale"] for one in Mapping.objects.get(name="Taxes").settings["columns"]] == [1.0, 10_000.0, 1.0]


def test_text_is_split_where_the_page_says_although_it_reads_as_one():
    reader = reader_of(TargetField("x", "X", many=True), Column("x", column="X", split="/ ／"), Hints())
    assert reader("a / b／c") == ["a", "b", "c"]
    assert reader_of(TargetField("x", "X", many=True), Column("x", column="X"), Hints())("a / b") == ["a / b"]


@pytest.mark.parametrize("scale", ["much", "nan", "inf", "0"])
def test_factor_that_is_none_is_refused_in_the_page(browser, scale):
    pk = begun(browser)
    answer = browser.post(f"/intake/{pk}/columns/", {**CHOSEN, "scale-1": scale})
    assert (answer.status_code, "The factor of a column is not a number." in answer.text) == (422, True)


def test_factor_of_a_plan_that_the_page_does_not_offer_stays(browser, anna):
    pk = begun(browser)
    browser.post(f"/intake/{pk}/columns/", {**CHOSEN, "scale-1": "0.01"})
    assert '<option value="0.01" selected>' in browser.get(f"/intake/{pk}/columns/").text
    with acting_as(anna.pk, through="page") as actor:
        save_mapping(Import.objects.get(pk=pk), "Cents", actor=actor, at=clock.now())
    again = begun(browser)
    with acting_as_system("test"):
        mapping = Mapping.objects.get(name="Cents").pk
    browser.post(f"/intake/{again}/columns/", {"mapping": str(mapping)})
    assert [one["scale"] for one in planned(again)] == [1.0, 0.01, 1.0]
