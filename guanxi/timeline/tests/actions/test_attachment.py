import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.staff.factories import make_member, make_role
from guanxi.timeline.actions.attachment import TooLarge, attach, remove_orphans
from guanxi.timeline.actions.entry import record
from guanxi.timeline.models import Attachment
from guanxi.timeline.queries.attachment import content_folder, content_path
from guanxi.timeline.tests.people import House

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def add(house: House, *files: tuple[str, bytes]) -> list[Attachment]:
    with acting_as(house.seller.pk, through="page") as actor:
        entry = record(house.customer.pk, "note", actor=actor, at=clock.now(), text="x")
        return attach(entry, [SimpleUploadedFile(*one) for one in files], actor=actor, at=clock.now())


def fetch(house: House, one: Attachment, member: Any = None, query: str = "") -> Any:
    client = Client()
    client.force_login(member or house.seller, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.get(f"/timeline/attachments/{one.pk}/{query}")


def test_the_same_content_is_stored_once(house: House) -> None:
    first, second = add(house, ("a.txt", b"same"), ("b.txt", b"same"))
    assert first.sha256 == second.sha256
    assert content_path(first.sha256).read_bytes() == b"same"
    assert content_path(first.sha256).stat().st_mode & 0o077 == 0


def test_limits_hold_for_one_file_for_all_and_for_their_number(house: House, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 10
    for files in ([("a", b"x" * 11)], [("a", b"x" * 10)] * 5):
        with pytest.raises(TooLarge):
            add(house, *files)
    with pytest.raises(Refused):
        add(house, *[("a", b"x")] * 21)
    with pytest.raises(Refused):
        add(house, ("empty.txt", b""))


def test_an_image_is_shown_in_a_sandbox(house: House) -> None:
    response = fetch(house, add(house, ("照片.png", PNG))[0])
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E7%85%A7")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"".join(response.streaming_content) == PNG
    saved = fetch(house, add(house, ("a.png", PNG))[0], query="?download")
    assert saved["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"<html><script>alert(1)</script>"),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("doc.pdf", b"<script>alert(1)</script>%PDF-1.7"),
        ("run.js", b"alert(1)"),
        ("page.xhtml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
        ("tool.exe", b"MZ\x90\0" + b"\0" * 80),
    ],
)
def test_what_could_run_is_only_downloaded(house: House, name: str, content: bytes) -> None:
    response = fetch(house, add(house, (name, content))[0])
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_stranger_and_a_visitor_get_nothing(house: House) -> None:
    [one] = add(house, ("a.png", PNG))
    assert fetch(house, one, house.stranger).status_code == 404
    assert fetch(house, one, house.manager).status_code == 200
    assert Client().get(f"/timeline/attachments/{one.pk}/").status_code == 302


def test_missing_content_is_said_clearly(house: House) -> None:
    [one] = add(house, ("报价.pdf", b"%PDF-1.7"))
    content_path(one.sha256).unlink()
    response = fetch(house, one)
    assert response.status_code == 410
    assert "报价.pdf" in response.content.decode()
    assert f"attachment-{one.pk}" in response.content.decode()


def test_attachments_cannot_be_changed_by_the_application(house: House, actor: Actor) -> None:
    add(house, ("a.txt", b"x"))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update timeline_attachment set sha256 = ''")


def rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_raw_sql_shows_attachments_to_those_who_see_the_entry(house: House) -> None:
    [one] = add(house, ("a.txt", b"x"))
    for member, seen in (
        (house.seller, [(one.pk, "a.txt")]),
        (house.manager, [(one.pk, "a.txt")]),
        (house.stranger, []),
    ):
        with acting_as(member.pk, through="page"):
            assert rows("select id, name from timeline_attachment") == seen
            assert rows("select id from timeline_attachment where sha256 = %s", one.sha256) == [row[:1] for row in seen]
    assert rows("select id from timeline_attachment") == []  # nobody acts


def test_a_deactivated_colleague_and_one_without_the_verb_get_no_file(house: House) -> None:
    [one] = add(house, ("a.txt", b"x"))
    with acting_as_system("test"):
        blind = make_member(roles=[make_role("all", kinds=["customer"])], password=None)
    assert [fetch(house, one, member).status_code for member in (house.manager, blind)] == [200, 404]
    with acting_as_system("test"):
        type(house.manager).objects.filter(pk=house.manager.pk).update(is_active=False)
    assert fetch(house, one, house.manager).status_code == 302


def test_raw_sql_adds_files_to_own_entries_only(house: House) -> None:
    [one] = add(house, ("a.txt", b"x"))
    sql = (
        "insert into timeline_attachment (entry_id, customer_id, name, type, size, sha256) select entry_id, customer_id,"
        " 'b.txt', type, size, sha256 from (values (%s::bigint, %s::bigint, 'text/plain', 1, repeat('0', 64)))"
        " v(entry_id, customer_id, type, size, sha256)"
    )
    given = [one.entry_id, house.customer.pk]
    for member in (house.manager, house.stranger):
        with (
            acting_as(member.pk, through="page"),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, given)
    with acting_as(house.seller.pk, through="page"), connection.cursor() as cursor:
        cursor.execute(sql, given)
        assert cursor.rowcount == 1


def test_orphans_go_after_a_day_and_nothing_else(house: House) -> None:
    [kept] = add(house, ("a.txt", b"kept"))
    orphan, fresh = content_path("ab" + "0" * 62), content_path("cd" + "0" * 62)
    for path in (orphan, fresh):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    now = clock.now()
    two_days_ago = (now - timedelta(days=2)).timestamp()
    for path in (orphan, content_path(kept.sha256)):
        os.utime(path, (two_days_ago, two_days_ago))
    with acting_as_system("test"):
        assert remove_orphans(at=now) == 1
    assert [orphan.exists(), fresh.exists(), content_path(kept.sha256).exists()] == [False, True, True]
    fresh.unlink()


def test_contents_lie_outside_what_is_served(settings: Any) -> None:
    assert Path(settings.STATIC_ROOT) not in content_folder().parents
