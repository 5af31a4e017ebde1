"""`guanxi run` as people use it: its own folder and ports, killed in every way."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from guanxi.config import leftovers
from guanxi.config.env import ROOT
from guanxi.config.postgres import Server, processes
from tests.fixtures.server import install

Answer = TypeVar("Answer")
START_WITHIN = 120
END_WITHIN = 60


def two_ports() -> list[str]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return [str(probe.getsockname()[1]) for probe in (one, two)]


class Run:
    """One installation in a folder, started and killed by the test."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port, stream_port = two_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "APP_DATABASE"))}
        self.environment = {
            **kept,
            "GUANXI_VAR": str(var),
            "PORT": self.port,
            "STREAM_PORT": stream_port,
            "DEMO": "no",
            "PYTHONPATH": str(ROOT),
        }
        self.log = var.parent / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as output:
            line = [sys.executable, "-m", "guanxi.config.cli", "run"]
            before = len(self.said())  # what an earlier start said does not count
            self.process = subprocess.Popen(line, env=self.environment, stdout=output, stderr=output)
        give_up = time.monotonic() + START_WITHIN
        while time.monotonic() < give_up and self.process.poll() is None:
            if self.said()[before:].endswith("(Ctrl-C stops it)\n"):
                return
            time.sleep(0.2)
        raise AssertionError(self.said())

    def said(self) -> str:
        return self.log.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(END_WITHIN)

    def living(self) -> list[psutil.Process]:
        return [*leftovers.of_installation(self.var), *processes.of_data(Server(self.var).place.data)]

    def page(self) -> int:
        """Status of the sign-in page, once the server answers.

        A killed one is back after its pause, and drops what it was about to answer: `urlopen` wraps what befalls
        a connection while it is made in URLError, not what befalls it while it waits; both are OSError.
        """
        address = f"http://127.0.0.1:{self.port}/accounts/login/"
        with patiently(lambda: urlopen(address, timeout=20), OSError) as answer:
            return answer.status

    def database(self) -> psycopg.Connection:
        url = Server(self.var).url(user="guanxi_owner")
        return patiently(lambda: psycopg.connect(url, autocommit=True), psycopg.OperationalError)


def kill_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # gone with the one before it
            process.kill()


def patiently(attempt: Callable[[], Answer], failure: type[Exception]) -> Answer:
    give_up = time.monotonic() + END_WITHIN
    while True:
        try:
            return attempt()
        except failure as error:
            if time.monotonic() > give_up or isinstance(error, HTTPError):
                raise
            time.sleep(0.2)


def command_line(process: psutil.Process) -> str:
    """Its command line; nothing of one that was just killed and waits to be reaped."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is one too
        return ""


def none_left(run: Run) -> bool:
    give_up = time.monotonic() + END_WITHIN
    while run.living() and time.monotonic() < give_up:
        time.sleep(0.2)
    return run.living() == []


@pytest.fixture
def run(passable: Path) -> Iterator[Run]:
    made = Run(passable / "var")
    yield made
    if made.process:
        made.process.kill()
        made.process.wait()
    leftovers.end(made.var)
    Server(made.var).stop()


def test_run_serves_survives_kills_keeps_data_and_stops_cleanly(run: Run) -> None:
    run.start()
    assert run.page() == 200
    with run.database() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")

    second = subprocess.run(
        [sys.executable, "-m", "guanxi.config.cli", "run"],
        env=run.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (second.returncode, "already runs" in second.stderr) == (1, True)

    # one child after the other
    for name in ("granian.*wsgi", "granian.*asginl", "worker"):
        word = name.partition(".*")[0]
        found = [one for one in leftovers.of_installation(run.var) if word in command_line(one)]
        found[0].kill()
    assert run.page() == 200

    # all at once
    kill_all([psutil.Process(run.process.pid), *run.living()])
    run.process.wait()
    assert none_left(run)

    run.start()
    assert run.page() == 200
    with run.database() as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]

    # only the supervisor
    run.process.kill()
    run.process.wait()
    if sys.platform.startswith("linux"):
        assert none_left(run)
    before = {process.pid for process in run.living()}
    run.start()
    assert before & {process.pid for process in leftovers.of_installation(run.var)} == set()

    assert run.stop() == 0
    assert none_left(run)
    assert run.said().splitlines()[-1] == f"Stopped; your data is in {run.var / 'pg'}"


def test_a_port_that_another_program_listens_on_is_not_shared_with_it(run: Run) -> None:
    with socket.create_server(("127.0.0.1", int(run.port)), reuse_port=True):
        started = subprocess.run(
            [sys.executable, "-m", "guanxi.config.cli", "run"],
            env=run.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (started.returncode, f"Port {run.port} cannot be used" in started.stderr) == (1, True)
    assert f"PORT={int(run.port) + 10}" in started.stderr
    assert none_left(run)


def test_run_restarts_a_killed_database(run: Run) -> None:
    install(run.var)
    run.start()
    processes.postmaster(Server(run.var).place.data).kill()
    give_up = time.monotonic() + END_WITHIN
    while "PostgreSQL ended" not in run.said() and time.monotonic() < give_up:
        time.sleep(0.2)
    with run.database() as connection:
        assert connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)
    assert run.page() == 200
    assert run.stop() == 0
