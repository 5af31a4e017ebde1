"""An error has a code that the page tells and the log holds."""

import logging

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.staff.factories import make_member
from guanxi.ui.support import HEADER, SupportCode

pytestmark = pytest.mark.django_db


def test_a_broken_page_tells_the_code_that_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")

    def breaks(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("guanxi.ui.find.views.groups", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(member)
    caplog.handler.addFilter(SupportCode())
    with caplog.at_level(logging.ERROR):
        answer = client.get("/find?q=x")
    code = answer.headers[HEADER]
    assert (answer.status_code, len(code)) == (500, 8)
    assert f"<code>{code}</code>" in answer.content.decode()
    assert [record.code for record in caplog.records if record.exc_info] == [code]


def test_every_answer_has_a_code_of_its_own() -> None:
    codes = {Client().get("/accounts/login/").headers[HEADER] for _ in range(3)}
    assert len(codes) == 3
