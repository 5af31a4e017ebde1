"""Rejected rows: what was mended stays, and what is downloaded can be read."""

import pytest
from django.test import Client

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Identity
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
FIELDS = ("name", "phone", "next_contact_at", "city")
PLAN = {"columns": columns(*FIELDS), "keys": ["name"], "on_match": "fill", "owner": {"to": "me"}}


@pytest.fixture
def anna() -> Member:
    with acting_as_system("test"):
        return make_member("Anna", scope="own")


@pytest.fixture
def run(anna: Member) -> Import:
    """One row, which is in without its phone and its next contact."""
    return make_import(anna.pk, csv(FIELDS, ("A", "555", "soon", "Paris")), "customer", PLAN)


def test_what_was_mended_in_a_row_that_is_still_wrong_stays(client: Client, anna: Member, run: Import) -> None:
    client.force_login(anna)
    sent = {"cell-1": "13800000001", "cell-2": "later"}
    answer = client.post(f"/intake/{run.pk}/rejected/2/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200  # 4xx would roll back what was mended
    page = client.get(f"/intake/{run.pk}/rejected/").text
    assert ('name="cell-1"' in page, 'name="cell-2" value="later"' in page) == (False, True)
    with acting_as(anna.pk, through="page"):
        assert list(Identity.objects.alive().values_list("value", flat=True)) == ["+8613800000001"]


def test_the_reasons_in_the_downloaded_rows_are_in_the_readers_language(
    client: Client, anna: Member, run: Import
) -> None:
    client.force_login(anna)
    client.cookies["django_language"] = "zh-hans"
    text = b"".join(client.get(f"/intake/{run.pk}/rejected.csv").streaming_content).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head == "name,phone,next_contact_at,city,问题"
    assert "电话：“555”不是电话号码。" in row
