"""`guanxi run`: database, files, web, streams and jobs under one command, from first start to clean stop."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from guanxi.config import database, env, leftovers
from guanxi.config.children import Child
from guanxi.config.postgres import Server

CHILDREN = ("web", "streams", "worker")
GRACE = 15.0  # seconds for requests and jobs in hand; work that is cut off resumes at the next start
ANSWER_WITHIN = 60.0


class Stopped(Exception):
    """Ctrl-C or SIGTERM came during start-up."""


class StepFailed(Exception):
    """A step of the start failed; its own output, printed above, says why."""


class AlreadyRunning(Exception):
    """Another supervisor holds this installation; the text says where it answers."""


class PortTaken(Exception):
    """Another program listens where Guanxi would; the text says where, and what to do."""


class Supervisor:
    """Everything one installation runs on one machine."""

    def __init__(self) -> None:
        self.server: Server | None = database.embedded()
        self.children = [Child(name, env.VAR) for name in CHILDREN]
        self.stopping = threading.Event()

    def run(self) -> None:
        """Start all, watch over it until a signal comes, stop all; raises what kept it from starting."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        with held(env.VAR / "running") as lock:
            if count := leftovers.end(env.VAR):
                say(f"Ended {count} processes that an earlier start had left")
            require_free_ports()
            try:
                self._start()
                lock.write_text(f"{os.getpid()} {address()}\n")
                say(f"Guanxi answers at {address()} (Ctrl-C stops it)")
                self._demo()
                self._watch()
            except Stopped:
                pass
            finally:
                self._stop()

    def _start(self) -> None:
        if self.server:
            if note := self.server.place.note:
                say(note)
            self.server.start(attached=True)
        self._steps(["migrate", "--quiet"], ["files"])
        for child in self.children:
            child.start()
        self._await_web()

    def _steps(self, *commands: list[str]) -> None:
        """Run commands of ours side by side, each in a process of its own, so that this one stays small."""
        marked = {**os.environ, leftovers.MARK: str(env.VAR)}
        line = [sys.executable, "-m", "guanxi.config.cli"]
        running = [subprocess.Popen([*line, *command], env=marked, start_new_session=True) for command in commands]
        try:
            while any(process.poll() is None for process in running):
                self._unless_stopping()
                self.stopping.wait(0.05)
            if any(process.returncode for process in running):
                raise StepFailed
        finally:
            for process in running:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def _await_web(self) -> None:
        give_up = time.monotonic() + ANSWER_WITHIN
        while not _answers():
            self._unless_stopping()
            if time.monotonic() > give_up:
                say(f"No answer from {address()} after {ANSWER_WITHIN:.0f} s; see above for what the web server says")
                raise StepFailed
            for child in self.children:
                report(child.look())
            self.stopping.wait(0.1)

    def _demo(self) -> None:
        """The demo loads as jobs, in the product's own importer: this only makes sure that they were started once."""
        if os.environ.get("DEMO") != "no" and find_spec("guanxi.config.demo"):
            self._steps(["demo"])

    def _watch(self) -> None:
        while not self.stopping.wait(0.5):
            if self.server and not self.server.alive():
                say("PostgreSQL ended; it starts again and recovers")
                self.server.start(attached=True)
            for child in self.children:
                report(child.look())

    def _stop(self) -> None:
        say("Stopping …")
        give_up = time.monotonic() + GRACE
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop(within=give_up - time.monotonic())
        if self.server:
            self.server.stop()
        say("Stopped; your data is in " + (str(self.server.place.data) if self.server else "your own database"))

    def _unless_stopping(self) -> None:
        if self.stopping.is_set():
            raise Stopped

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()


class held:  # noqa: N801 - used like a function
    """The installation's lock: a second `guanxi run` over the same folder must not start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = -1

    def __enter__(self) -> Path:
        """Take the lock, or raise `AlreadyRunning`."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self.descriptor)
            process, _, place = self.path.read_text().strip().partition(" ")
            message = f"Guanxi already runs (process {process or 'starting'}) {place}".rstrip()
            raise AlreadyRunning(message) from error
        return self.path

    def __exit__(self, *_: object) -> None:
        """Let go; a killed process lets go by itself."""
        self.path.write_text("")
        os.close(self.descriptor)


def require_free_ports() -> None:
    """Raise `PortTaken` where somebody else listens: the web server would share the port with him, and each get half the calls."""
    family = socket.AF_INET6 if ":" in env.HOST else socket.AF_INET
    for port, setting in ((env.PORT, "PORT"), (env.STREAM_PORT, "STREAM_PORT")):
        try:
            socket.create_server((env.HOST, port), family=family).close()
        except OSError as error:
            raise PortTaken(
                f"Port {port} cannot be used ({error.strerror}); choose another, such as {setting}={port + 10}."
            ) from error


def address() -> str:
    """Where people find it."""
    host = "localhost" if env.HOST in {"127.0.0.1", "0.0.0.0", "::", "::1"} else env.HOST  # noqa: S104 - compared only
    return f"http://{host}:{env.PORT}"


def say(text: str) -> None:
    """One line to whoever started us."""
    print(text, flush=True)


def report(text: str) -> None:
    """What happened to a child, if anything did."""
    if text:
        say(text)


def _answers() -> bool:
    """Whether the web server answers with anything: an error page is an answer. By hand: urllib would stay in memory."""
    host = "127.0.0.1" if env.HOST in {"0.0.0.0", "::", "localhost"} else env.HOST  # noqa: S104 - compared only
    try:
        with socket.create_connection((host, env.PORT), timeout=5) as line:
            line.sendall(b"GET /accounts/login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(5) == b"HTTP/"
    except OSError:
        return False
