"""The product as `guanxi run` starts it, and the bare view beside it under the same server."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError

from bench import bare, processes
from guanxi.config.cli.web import THREADS
from guanxi.config.postgres import Server

WITHIN = 180.0  # seconds for a start


@dataclass(frozen=True, slots=True)
class Product:
    """Process ids of a running installation, the port of its pages, and how long it took to answer."""

    supervisor: int
    web: int
    worker: int
    postgres: int
    port: int
    started_in: float


@contextmanager
def running(var: Path, port: int) -> Iterator[Product]:
    """`guanxi run` over `var`, until the block ends."""
    more = {"GUANXI_VAR": str(var), "PORT": str(port), "STREAM_PORT": str(port + 1), "DEMO": "no"}
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "guanxi.config.cli", "run"], env={**os.environ, **more})
    try:
        _await(f"http://127.0.0.1:{port}/accounts/login/", process)
        took = time.monotonic() - began
        ids = {name: processes.child_with(process.pid, words) for name, words in _WORDS.items()}
        yield Product(process.pid, port=port, started_in=took, **ids)
    finally:
        process.terminate()
        process.wait(60)


_WORDS = {"web": "guanxi.config.wsgi", "worker": "guanxi.config.cli worker", "postgres": "/postgres -D"}


@contextmanager
def floor(server: Server, port: int) -> Iterator[int]:
    """The bare view on `port`; answers the process id of its server."""
    url = server.url(user="postgres", database=bare.NAME)
    bare.fill(server.url(user="postgres", database="postgres"), url)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "warning", "--no-ws"]
    root = Path(__file__).resolve().parents[1]
    more = {"BENCH_DATABASE": url, "PYTHONPATH": str(root)}
    process = subprocess.Popen([*command, "bench.bare:application"], env={**os.environ, **more})
    try:
        _await(f"http://127.0.0.1:{port}/orm40", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + WITHIN
    while time.monotonic() < give_up:
        if process.poll() is not None:
            message = f"{process.args!r} ended with {process.returncode}"
            raise RuntimeError(message)
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
    message = f"no answer from {url}"
    raise RuntimeError(message)
