"""What the page of rows to be mended calls them."""

import re

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.reasons import SENTENCES, VALUES
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
NAMES = ("reference", "name", "revenue")
LACKS, REJECTED, GOOD = ["R1", "Acme", "a lot"], ["R2", "", "5"], ["R3", "Bell", "7"]


def heading(rows, language):
    with acting_as_system("test"):
        anna = make_member(scope="all")
    run = make_import(anna.pk, csv(NAMES, *rows), "customer", {"columns": columns(*NAMES), "keys": ["reference"]})
    client = Client(headers={"Accept-Language": language})
    client.force_login(anna)
    page = client.get(f"/intake/{run.pk}/rejected/").text
    return re.search(r"<title>(.*?) ·", page)[1], page


@pytest.mark.parametrize(
    ("rows", "english", "chinese"),
    [
        ([REJECTED], "Rejected rows of file.csv", "file.csv 的拒收行"),
        ([LACKS], "Rows of file.csv that lack values", "file.csv 的缺值行"),
        ([LACKS, REJECTED], "Rows of file.csv to be mended", "file.csv 的待修正行"),
    ],
)
def test_page_is_called_after_what_waits(rows, english, chinese):
    assert heading(rows, "en")[0] == english
    assert heading(rows, "zh-hans")[0] == chinese


def test_page_without_rows_says_that_nothing_waits():
    title, page = heading([GOOD], "en")
    assert title == "Rows of file.csv to be mended"
    assert "Nothing to mend: no row is rejected, and none lacks a value." in page
    assert "没有需要修正的行：没有拒收行，也没有缺值行。" in heading([GOOD], "zh-hans")[1]


def test_no_reason_has_two_sentences():
    assert SENTENCES.keys() & VALUES.keys() == set()
