"""An error has a code that the page tells and the log holds."""

import logging
from typing import Any

import pytest
from django.db import connection
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
    assert f'<code id="support-code">{code}</code>' in answer.content.decode()
    assert [record.code for record in caplog.records if record.exc_info] == [code]


def test_every_answer_has_a_code_of_its_own() -> None:
    codes = {Client().get("/accounts/login/").headers[HEADER] for _ in range(3)}
    assert len(codes) == 3


@pytest.fixture
def client() -> Client:
    """Somebody who is signed in, in a dark room."""
    with acting_as_system("test"):
        member = make_member(scope="own")
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(member)
    signed_in.cookies["theme"] = "dark"
    return signed_in


def test_an_error_of_a_signed_in_member_stands_in_the_shell(client: Client) -> None:
    for address, status in (("/nothing-here", 404), ("/staff/", 403)):
        answer = client.get(address)
        page = answer.content.decode()
        assert (answer.status_code, 'class="shell-main"' in page) == (status, True)
        assert f'<code id="support-code">{answer.headers[HEADER]}</code>' in page


def test_an_error_of_a_stranger_stands_alone() -> None:
    page = Client().get("/nothing-here").content.decode()
    assert ("shell-main" in page, "data-error-page" in page) == (False, True)


def test_a_statement_that_broke_leaves_a_dark_page_dark(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select * from nothing_of_this_name")

    monkeypatch.setattr("guanxi.ui.find.views.groups", breaks)
    answer = client.get("/find?q=x")
    assert (answer.status_code, 'data-theme="dark"' in answer.content.decode()) == (500, True)


def test_a_form_that_is_too_large_says_so(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/staff/account/", "name=" + "x" * 2000, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, 'data-theme="dark"' in answer.content.decode()) == (413, True)
