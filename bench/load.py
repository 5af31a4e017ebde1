"""A bounded load driver on 127.0.0.1: closed loop, keep-alive, so many connections for so many seconds."""

import asyncio
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from bench import processes

Dice = random.Random
LIMIT = 2**24  # bytes of an answer's head
PATIENCE = 60.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Case:
    """A request, made anew each time by `path` and `body`; an answer is good when it has `status` and holds `holds`."""

    name: str
    port: int
    path: Callable[[Dice], str]
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[Dice], bytes] | None = None
    status: int = 200
    holds: bytes = b""

    def raw(self, dice: Dice) -> bytes:
        """The request as bytes."""
        body = self.body(dice) if self.body else b""
        method = "POST" if self.body else "GET"
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept": "*/*", **self.headers}
        if self.body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{method} {self.path(dice)} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(slots=True)
class Measured:
    """One case at one number of connections. Times in milliseconds; `cpu_ms` is application and PostgreSQL per request."""

    requests: int
    errors: int
    per_second: float
    p50: float
    p95: float
    cpu_ms: float
    web_ms: float
    bytes: int
    others: float
    bad: str = ""


@dataclass(slots=True)
class _Tally:
    took: list[float] = field(default_factory=list)
    errors: int = 0
    size: int = 0
    bad: str = ""


def measure(case: Case, *, connections: int, seconds: float, web: list[int], postgres: list[int]) -> Measured:
    """Warm up shortly, then measure."""
    asyncio.run(_drive(case, connections, min(1.0, seconds / 3)))
    before = (processes.cpu(web), processes.cpu(postgres), processes.busy(), time.process_time())
    started = time.perf_counter()
    tally = asyncio.run(_drive(case, connections, seconds))
    wall = time.perf_counter() - started
    after = (processes.cpu(web), processes.cpu(postgres), processes.busy(), time.process_time())
    in_web, in_postgres, machine, own = (b - a for a, b in zip(before, after, strict=True))
    done = max(1, len(tally.took) + tally.errors)
    times = sorted(tally.took) or [float("nan")]
    others = max(0.0, machine - in_web - in_postgres - own) / (wall * (os.cpu_count() or 1))
    return Measured(
        requests=len(tally.took),
        errors=tally.errors,
        per_second=len(tally.took) / wall,
        p50=median(times) * 1e3,
        p95=times[min(len(times) - 1, int(len(times) * 0.95))] * 1e3,
        cpu_ms=(in_web + in_postgres) * 1e3 / done,
        web_ms=in_web * 1e3 / done,
        bytes=tally.size,
        others=others,
        bad=tally.bad,
    )


async def _drive(case: Case, connections: int, seconds: float) -> _Tally:
    tally, until = _Tally(), time.perf_counter() + seconds
    await asyncio.gather(*(_client(case, until, tally, seed) for seed in range(connections)))
    return tally


async def _client(case: Case, until: float, tally: _Tally, seed: int) -> None:
    dice = Dice(f"{seed} {time.time_ns()}")
    reader, writer = await asyncio.open_connection("127.0.0.1", case.port, limit=LIMIT)
    while time.perf_counter() < until:
        raw = case.raw(dice)
        started = time.perf_counter()
        writer.write(raw)
        status, body, close = await asyncio.wait_for(_answer(reader), PATIENCE)
        took = time.perf_counter() - started
        if status == case.status and case.holds in body:
            tally.took.append(took)
            tally.size = len(body)
        else:
            tally.errors += 1
            tally.bad = tally.bad or f"{status} {body[:200]!r}"
        if close:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", case.port, limit=LIMIT)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    status = int(head[0].split(" ")[1])
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return status, body, headers.get("connection", "").lower() == "close"


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
