"""What is too large is refused by the length it says, before it takes room on the disk."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.timeline.models import Attachment
from guanxi.timeline.tests.people import House, make_house

pytestmark = pytest.mark.django_db
LOG, IMPORTS, TASK = "/timeline/customer/{}/log/", "/intake/upload/", "/timeline/tasks/new/"
MB = 1024 * 1024


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.fixture
def spooled(tmp_path: Path, settings: Any) -> Path:
    """Where Django puts what it takes in; everything larger than a byte goes there."""
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 1
    return tmp_path


def send(house: House, where: str, megabytes: float, *, signed_in: bool = True, **more: Any) -> Any:
    client = Client(raise_request_exception=False, enforce_csrf_checks=not signed_in)
    client.cookies["csrftoken"] = "a" * 32  # with it, the form is read before anybody asks who sent it
    if signed_in:
        client.force_login(house.seller)
    file = SimpleUploadedFile("big.txt", b"x" * int(megabytes * MB))
    given = {"kind": "note", "text": "x", "files": file, "file": file}
    return client.post(where.format(house.customer.pk), given, headers={"HX-Request": "true"}, **more)


@pytest.mark.parametrize(
    ("where", "signed_in", "said", "limit"),
    [
        (LOG, True, 102 * MB, "100.0\xa0MB"),
        (LOG, False, 7 * MB, "5.0\xa0MB"),
        (IMPORTS, True, 1026 * MB, "1.0\xa0GB"),
        (IMPORTS, False, 7 * MB, "5.0\xa0MB"),
        (TASK, True, 7 * MB, "5.0\xa0MB"),
    ],
)
def test_a_length_beyond_the_limit_is_refused_unread(
    house: House, spooled: Path, monkeypatch: pytest.MonkeyPatch, where: str, signed_in: bool, said: int, limit: str
) -> None:
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file", lambda *_: pytest.fail("read")
    )
    answer = send(house, where, 0.001, signed_in=signed_in, CONTENT_LENGTH=str(said))
    assert answer.status_code == 413
    assert unquote(answer["X-Reason"]) == f"At most {limit} can be sent here at once."
    assert list(spooled.iterdir()) == []


def test_a_body_without_a_length_is_not_read(house: House, spooled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file", lambda *_: pytest.fail("read")
    )
    answer = send(house, LOG, 0.001, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 422
    assert list(spooled.iterdir()) == []


def test_what_fits_is_taken(house: House, spooled: Path, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 2 * MB
    assert send(house, LOG, 1).status_code == 200
    with acting_as_system("test"):
        assert [one.size for one in Attachment.objects.all()] == [MB]
    assert list(spooled.iterdir()) == []
