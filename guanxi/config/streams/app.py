"""The ASGI application: one stream per open page, one LISTEN for all of them."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg_pool import AsyncConnectionPool

from guanxi.config.streams.visitors import Visitor, Visitors

log = logging.getLogger("guanxi.streams")
CHANNEL = "guanxi"
EVENTS = {"work": "progress"}  # topics of the database whose event has another name on the page
BEAT = 15.0  # seconds; proxies close what is silent for a minute
RECHECK = 30.0  # seconds after which a revoked session loses its streams at the latest
WAITING = 100  # messages a page may lag behind before it is cut off (it comes back by itself)
MOST = 5  # open streams of one member, the oldest makes room: a browser has six connections to a host, and one must be free
CROWDED = (
    b"event: crowded\ndata: {}\n\n"  # why it was closed: ui/js/notices.js then comes back only while it is looked at
)
SLOW = 30.0  # seconds in which a page must take a message in; a dead one does not
LIFE = 3600.0  # seconds a stream lives; a page that still is there comes back by itself, one that vanished does not
HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Inbox = asyncio.Queue[bytes | None]


class Streams:
    """`GET /events` with the session's cookie: the member's notices and progress, until he leaves or is signed out."""

    def __init__(self, database_url: str, *, secret: str, page_port: int, origins: list[str]) -> None:
        self.database_url = database_url
        self.secret = secret
        self.page_port = page_port
        self.origins = origins
        self.inboxes: dict[int, dict[Inbox, Visitor]] = {}  # by member, the oldest first
        self.visitors: Visitors | None = None
        self.starting = asyncio.Lock()
        self.background: list[asyncio.Task[None]] = []

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin", "")
        if scope["path"] == "/health":
            await _refuse(send, 200, "")
        elif origin and not self._welcome(origin, headers.get("host", "")):
            await _refuse(send, 403, "")
        else:
            await self._serve(_session_key(headers.get("cookie", "")), origin, receive, send)

    async def _serve(self, key: str, origin: str, receive: Receive, send: Send) -> None:
        try:
            visitors = await self._ready()
            visitor = await visitors.enter(key) if key else None
        except psycopg.Error:
            await _refuse(send, 503, origin)
            return
        if visitor is None:
            await _refuse(send, 401, origin)
            return
        inbox: Inbox = asyncio.Queue(WAITING)
        self._admit(visitor, inbox)
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *_cross(origin)]})
            await _pour(inbox, leaving, send)
        except TimeoutError:
            log.info("a stream of member %s was dead", visitor.member_id)
        finally:
            leaving.cancel()
            self._forget(visitor, inbox)

    def _admit(self, visitor: Visitor, inbox: Inbox) -> None:
        held = self.inboxes.setdefault(visitor.member_id, {})
        for oldest in list(held)[: max(0, len(held) - MOST + 1)]:
            del held[oldest]
            _put(oldest, CROWDED)
            _put(oldest, None)
        held[inbox] = visitor

    async def _ready(self) -> Visitors:
        """Connect on the first request: there is a loop only then."""
        async with self.starting:
            if self.visitors is None:
                pool = AsyncConnectionPool(
                    self.database_url,
                    min_size=1,
                    max_size=2,
                    open=False,
                    timeout=5,
                    check=AsyncConnectionPool.check_connection,
                )
                await pool.open()
                self.visitors = Visitors(pool, secret=self.secret)
                self.background = [
                    asyncio.create_task(self._listen()),
                    asyncio.create_task(self._recheck(self.visitors)),
                ]
        return self.visitors

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self.database_url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for message in connection.notifies():
                        self._deliver(message.payload)
            except psycopg.Error as error:
                log.warning("streams wait for the database: %s", error)
                await asyncio.sleep(1)

    def _deliver(self, payload: str) -> None:
        message = json.loads(payload)
        member_id, topic = message.pop("member", None), message.pop("topic", "")
        if topic in {"ended", "left"}:  # staff/sql/streams.sql: a session was deleted, a member deactivated
            self._close(member_id, message.get("session"))
            return
        text = f"event: {EVENTS.get(topic, topic)}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n".encode()
        for inbox in self.inboxes.get(member_id, ()):
            _put(inbox, text)

    def _close(self, member_id: int | None, session: str | None) -> None:
        """End the streams of a member who left, or of one session (named by the SHA-256 of its key), at once."""
        for inbox, visitor in self._open():
            if visitor.member_id == member_id or sha256(visitor.session_key.encode()).hexdigest() == session:
                _put(inbox, None)

    def _open(self) -> list[tuple[Inbox, Visitor]]:
        return [pair for held in self.inboxes.values() for pair in held.items()]

    async def _recheck(self, visitors: Visitors) -> None:
        while True:
            await asyncio.sleep(RECHECK)
            try:
                listening = {visitor for _inbox, visitor in self._open()}
                gone = listening - await visitors.still(listening)
            except psycopg.Error:
                continue  # without a database nobody can be told anything either; the next round decides
            for inbox, visitor in self._open():
                if visitor in gone:
                    _put(inbox, None)

    def _forget(self, visitor: Visitor, inbox: Inbox) -> None:
        held = self.inboxes.get(visitor.member_id, {})
        held.pop(inbox, None)
        if not held:
            self.inboxes.pop(visitor.member_id, None)

    def _welcome(self, origin: str, host: str) -> bool:
        """Pages of this installation: those listed, or the same host on the page server's port."""
        if origin in self.origins:
            return True
        page, here = urlsplit(origin), urlsplit(f"//{host}")
        return page.hostname == here.hostname and page.port in {self.page_port, here.port}


async def _pour(inbox: Inbox, leaving: asyncio.Future[None], send: Send) -> None:
    """Send what comes in, a beat when nothing does, until the page leaves, the inbox is closed or its time is over.

    Raises TimeoutError for a page that takes nothing in any more.
    """
    over = asyncio.get_running_loop().time() + LIFE
    await _say(send, b"retry: 3000\n\n")
    while not leaving.done() and asyncio.get_running_loop().time() < over:
        arriving = asyncio.ensure_future(inbox.get())
        either: set[asyncio.Future[Any]] = {arriving, leaving}
        await asyncio.wait(either, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        text: bytes | None = b": beat\n\n"
        if arriving.done():
            text = arriving.result()
        else:
            arriving.cancel()
        if text is None:
            break
        if not leaving.done():
            await _say(send, text)
    await _say(send, b"", more=False)


async def _say(send: Send, text: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(SLOW):
        await send({"type": "http.response.body", "body": text, "more_body": more})


def _put(inbox: Inbox, text: bytes | None) -> None:
    """Hand over a message; a page that lags too far behind is closed and asks again."""
    if inbox.full():
        while not inbox.empty():
            inbox.get_nowait()
        text = None
    inbox.put_nowait(text)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _refuse(send: Send, status: int, origin: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _cross(origin) if origin else []})
    await send({"type": "http.response.body", "body": b""})


def _cross(origin: str) -> list[tuple[bytes, bytes]]:
    """The page comes from another port: it may read this answer, with its cookie."""
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


def _session_key(cookies: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        jar.load(cookies)
    return jar["sessionid"].value if "sessionid" in jar else ""
