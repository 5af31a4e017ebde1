"""The stream server: who gets what, and who gets nothing."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from guanxi.config import env
from guanxi.config.streams.app import Streams
from guanxi.core.actor import acting_as_system
from guanxi.staff.models import Member
from tests.fixtures.database import WorkerDatabase

pytestmark = pytest.mark.django_db(transaction=True)
PAGE_PORT = 8000


class Visit:
    """One page's connection to the application."""

    def __init__(self, streams: Streams, **headers: str) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.leaving = asyncio.Event()
        self.status = 0
        raw = [(name.encode(), value.encode()) for name, value in {"host": "localhost:8001", **headers}.items()]
        scope = {"type": "http", "path": "/events", "headers": raw}
        self.taking = asyncio.Event()
        self.taking.set()
        self.task = asyncio.create_task(streams(scope, self._receive, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        await self.taking.wait()
        await self.sent.put(message)

    async def _receive(self) -> dict[str, Any]:
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def opened(self) -> int:
        return (await asyncio.wait_for(self.sent.get(), 20))["status"]

    async def next(self) -> str:
        return (await asyncio.wait_for(self.sent.get(), 20))["body"].decode()

    async def leave(self) -> None:
        self.leaving.set()
        await self.task


@contextmanager
def member(mail: str) -> Iterator[tuple[Member, str]]:
    """A member and the cookie header of his session."""
    with acting_as_system("test"):
        made = Member.objects.create_user(mail, "a long password", name=mail)
    client = Client()
    client.force_login(made, backend=settings.AUTHENTICATION_BACKENDS[0])
    yield made, f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def with_streams(database: WorkerDatabase, story: Callable[[Streams], Any]) -> None:
    async def told() -> None:
        url = database.url(env.APP_ROLE)
        streams = Streams(url, secret=settings.SECRET_KEY, page_port=PAGE_PORT, origins=["https://crm.example"])
        try:
            await story(streams)
        finally:
            for task in streams.background:
                task.cancel()
            await asyncio.gather(*streams.background, return_exceptions=True)
            if streams.visitors:
                await streams.visitors.pool.close()

    asyncio.run(told())


def announce(database: WorkerDatabase, **message: Any) -> None:
    with psycopg.connect(database.url(env.APP_ROLE), autocommit=True) as connection:
        connection.execute("SELECT pg_notify('guanxi', %s)", [json.dumps(message)])


async def listening(streams: Streams, database: WorkerDatabase) -> None:
    """Wait until the application's LISTEN stands."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query = 'LISTEN guanxi'"
    with psycopg.connect(database.url(env.APP_ROLE), autocommit=True) as connection:
        for _ in range(200):
            if connection.execute(query, [database.name]).fetchone()[0]:
                return
            await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


def test_message_reaches_its_member_only(worker_database: WorkerDatabase) -> None:
    with member("mei@example.com") as (mei, hers), member("bo@example.com") as (_bo, his):

        async def story(streams: Streams) -> None:
            visits = [Visit(streams, cookie=cookie, origin=f"http://localhost:{PAGE_PORT}") for cookie in (hers, his)]
            assert [await visit.opened() for visit in visits] == [200, 200]
            assert [await visit.next() for visit in visits] == ["retry: 3000\n\n"] * 2
            await listening(streams, worker_database)
            announce(worker_database, member=mei.pk, topic="work", id=7, done=3)
            assert await visits[0].next() == 'event: progress\ndata: {"id": 7, "done": 3}\n\n'
            assert visits[1].sent.empty()
            for visit in visits:
                await visit.leave()
            assert streams.inboxes == {}

        with_streams(worker_database, story)


def test_strangers_are_refused(worker_database: WorkerDatabase) -> None:
    with member("mei@example.com") as (_, cookie):

        async def story(streams: Streams) -> None:
            assert await Visit(streams).opened() == 401
            assert await Visit(streams, cookie="sessionid=guessed").opened() == 401
            assert await Visit(streams, cookie=cookie, origin="http://evil.example").opened() == 403
            assert await Visit(streams, cookie=cookie, origin="http://localhost:9999").opened() == 403
            visit = Visit(streams, cookie=cookie, origin="https://crm.example")
            assert await visit.opened() == 200
            await visit.leave()

        with_streams(worker_database, story)


@pytest.mark.parametrize("end", ["signed out", "deactivated", "new password"])
def test_ended_session_loses_its_stream(
    worker_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr("guanxi.config.streams.app.RECHECK", 0.1)
    endings = {
        "signed out": "DELETE FROM django_session",
        "deactivated": "UPDATE staff_member SET is_active = false",
        "new password": "UPDATE staff_member SET password = 'another'",
    }
    with member("mei@example.com") as (_, cookie):

        async def story(streams: Streams) -> None:
            visit = Visit(streams, cookie=cookie)
            assert await visit.opened() == 200
            assert await visit.next() == "retry: 3000\n\n"
            with psycopg.connect(worker_database.url(env.OWNER_ROLE), autocommit=True) as connection:
                connection.execute(endings[end])
            assert await visit.next() == ""
            assert await Visit(streams, cookie=cookie).opened() == 401

        with_streams(worker_database, story)


async def opened(streams: Streams, cookie: str) -> Visit:
    visit = Visit(streams, cookie=cookie)
    assert await visit.opened() == 200
    assert await visit.next() == "retry: 3000\n\n"
    return visit


def test_the_oldest_stream_of_a_member_makes_room(worker_database: WorkerDatabase) -> None:
    with member("mei@example.com") as (mei, hers), member("bo@example.com") as (_bo, his):

        async def story(streams: Streams) -> None:
            other = await opened(streams, his)
            visits = [await opened(streams, hers) for _ in range(7)]
            for gone in visits[:2]:
                assert [await gone.next(), await gone.next()] == ["event: crowded\ndata: {}\n\n", ""]
                await asyncio.wait_for(gone.task, 5)
            assert len(streams.inboxes[mei.pk]) == 5
            await listening(streams, worker_database)
            announce(worker_database, member=mei.pk, topic="notice", id=1)
            for kept in visits[2:]:
                assert await kept.next() == 'event: notice\ndata: {"id": 1}\n\n'
                await kept.leave()
            assert not other.task.done()
            await other.leave()
            assert streams.inboxes == {}

        with_streams(worker_database, story)


def test_a_stream_that_takes_nothing_in_is_closed(
    worker_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.config.streams.app.SLOW", 0.2)
    with member("mei@example.com") as (mei, cookie):

        async def story(streams: Streams) -> None:
            visit = await opened(streams, cookie)
            visit.taking.clear()
            await listening(streams, worker_database)
            announce(worker_database, member=mei.pk, topic="notice", id=1)
            await asyncio.wait_for(visit.task, 5)
            assert streams.inboxes == {}

        with_streams(worker_database, story)


def test_a_stream_does_not_live_for_ever(worker_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanxi.config.streams.app.LIFE", 0.3)
    monkeypatch.setattr("guanxi.config.streams.app.BEAT", 0.1)
    with member("mei@example.com") as (_mei, cookie):

        async def story(streams: Streams) -> None:
            visit = await opened(streams, cookie)
            await asyncio.wait_for(visit.task, 5)
            assert streams.inboxes == {}

        with_streams(worker_database, story)


def test_a_deactivated_member_loses_all_his_streams_at_once(
    worker_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.config.streams.app.RECHECK", 1000.0)
    with member("mei@example.com") as (mei, hers), member("bo@example.com") as (_bo, his):

        async def story(streams: Streams) -> None:
            visits = [await opened(streams, hers) for _ in range(3)]
            other = await opened(streams, his)
            await listening(streams, worker_database)
            with psycopg.connect(worker_database.url(env.OWNER_ROLE), autocommit=True) as connection:
                connection.execute("UPDATE staff_member SET is_active = false WHERE id = %s", [mei.pk])
            await asyncio.wait_for(asyncio.gather(*(visit.task for visit in visits)), 2)
            assert not other.task.done()
            await other.leave()

        with_streams(worker_database, story)
