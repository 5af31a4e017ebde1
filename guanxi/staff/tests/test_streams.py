"""Streams end with the session or the membership they stand on: the database announces it."""

import asyncio
import hashlib
import json

import psycopg
import pytest
from asgiref.sync import sync_to_async

from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.staff.actions.member import deactivate_member, end_sessions
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.tests.people import signed_in


@pytest.fixture
def heard(transactional_db, worker_database):
    from guanxi.config import env

    with psycopg.connect(worker_database.url(env.APP_ROLE), autocommit=True) as connection:
        connection.execute("listen guanxi")
        yield lambda: [json.loads(one.payload) for one in connection.notifies(timeout=2, stop_after=1)]


def test_deleted_session_is_announced_without_its_key(heard, seller: Member) -> None:
    client = signed_in(seller)
    client.get("/staff/account/")
    key = client.session.session_key
    end_sessions(seller)
    # signing in ended a session too: the one from before it, whose key was changed
    told = [*heard(), *heard()]
    assert told[-1] == {"topic": "ended", "session": hashlib.sha256(key.encode()).hexdigest()}


def test_deactivation_is_announced(heard, administrator: Member, seller: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        deactivate_member(seller, actor=actor, at=clock.now())
    assert heard() == [{"topic": "left", "member": seller.pk}]


def test_notice_is_announced_to_its_member(heard, administrator: Member, seller: Member) -> None:
    with acting_as(administrator.pk, through="page") as actor:
        notify(seller.pk, "mention", "x", {}, "", actor=actor, at=clock.now())
    (message,) = heard()
    assert (message["topic"], message["member"]) == ("notice", seller.pk)


@pytest.mark.parametrize("way", ["session", "member"])
def test_open_stream_is_closed_at_once(
    way: str, transactional_db, worker_database, administrator: Member, seller: Member, monkeypatch
) -> None:
    from tests.ground.test_streams import Visit, listening, with_streams

    monkeypatch.setattr("guanxi.config.streams.app.RECHECK", 1000.0)
    client = signed_in(seller)
    client.get("/staff/account/")
    cookie = f"sessionid={client.session.session_key}"

    def end() -> None:
        if way == "session":
            end_sessions(seller)
        else:
            with acting_as(administrator.pk, through="page") as actor:
                deactivate_member(seller, actor=actor, at=clock.now())

    async def story(streams) -> None:
        visit = Visit(streams, cookie=cookie)
        assert await visit.opened() == 200
        assert await visit.next() == "retry: 3000\n\n"
        await listening(streams, worker_database)
        await sync_to_async(end, thread_sensitive=False)()
        await asyncio.wait_for(visit.task, 5)

    with_streams(worker_database, story)
