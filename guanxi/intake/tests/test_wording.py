"""Columns, fields and outcomes are said in words of the reader's language, never in names of ours."""

import pytest
from django.utils import translation

from guanxi.intake.sources import CARD_HEADER, MAIL_HEADER
from guanxi.intake.targets import target
from guanxi.intake.wording import COLUMNS, OUTCOMES, column_label, field_label, outcome, said


def test_every_column_of_cards_and_mails_has_words() -> None:
    assert list(COLUMNS["cards"]) == CARD_HEADER
    assert list(COLUMNS["mails"]) == MAIL_HEADER


def test_a_column_of_a_table_is_called_as_in_its_file() -> None:
    assert (column_label("table", "mail"), str(column_label("cards", "mail"))) == ("mail", "Mail")


def test_a_field_of_the_contact_on_a_card_is_called_by_its_label() -> None:
    assert field_label(target("card"), "contact_phone") == "Contact's phone"
    with translation.override("zh-hans"):
        assert field_label(target("card"), "contact_phone") == "联系人电话"


def test_an_outcome_reads_as_people_say_it() -> None:
    counts = {"created": 12000, "rejected": 1, "updated": 0}
    assert outcome(counts) == [("<b>12,000</b> new", "ok"), ("<b>1</b> rejected", "bad")]
    with translation.override("zh-hans"):
        assert outcome(counts) == [("新增 <b>12,000</b> 条", "ok"), ("拒收 <b>1</b> 条", "bad")]


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_is_told_with_its_number(name: str) -> None:
    for count in (1, 2):
        assert "{count}" in said(name, count)
