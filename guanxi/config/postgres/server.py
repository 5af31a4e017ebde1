"""Start, adopt and stop the embedded server."""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from guanxi.config.parent import die_with_parent
from guanxi.config.postgres import processes, tuning
from guanxi.config.postgres.place import Place, place

READY_WITHIN = 600  # seconds: recovery after a crash can take long, and giving up would only start it again
RETRY_WITHIN = 60  # seconds in which the remains of a crashed server may still be in the way
IN_THE_WAY = ("pre-existing shared memory", "lock file", "another postmaster", "Address already in use")


class StartFailed(Exception):
    """PostgreSQL did not start; the text ends with what it wrote."""


class Server:
    """The embedded server over one `var` folder (absolute path)."""

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var
        self.durable = durable
        self._child: subprocess.Popen[bytes] | None = None
        self._process: psutil.Process | None = None

    @property
    def place(self) -> Place:
        """Where it lives (folders are made on first use)."""
        return place(self.var)

    def running(self) -> psutil.Process | None:
        """The living postmaster, if any."""
        return processes.postmaster(self.place.data)

    def alive(self) -> bool:
        """Whether the server that `start` brought up or adopted still lives (cheap: looks at one process)."""
        return self._process is not None and processes.alive(self._process)

    def url(self, *, user: str, database: str = "guanxi") -> str:
        """Libpq connection string through the socket."""
        return f"host={self.place.socket} dbname={database} user={user}"

    def start(self, *, attached: bool = False) -> bool:
        """Bring the server up and wait until it accepts connections; True if an already running one was adopted.

        `attached`: it stops by itself (fast shutdown) when the calling thread's process dies, however that dies.
        """
        where = self.place
        with _alone(where.home / "pg.lock"):
            self._initialise(where)
            self._configure(where)
            if (found := processes.postmaster(where.data)) and self._wait_ready(where, found.pid):
                found.send_signal(signal.SIGHUP)
                self._process = found
                return True
            self._child = self._launch(where, attached=attached)
            self._process = psutil.Process(self._child.pid)
            return False

    def stop(self, *, within: float = 60) -> None:
        """Fast shutdown; harsher when it does not end `within` seconds. Nothing of it lives afterwards."""
        where = self.place
        if first := processes.postmaster(where.data):
            processes.end([first], with_signal=signal.SIGINT, within=within)
        self._clear(where)
        if self._child:
            self._child.wait()  # it has ended: only its entry in the process table is left
            self._child = None

    def _initialise(self, where: Place) -> None:
        """A data folder appears complete or not at all, so that a killed `initdb` leaves nothing half done."""
        if (where.data / "PG_VERSION").exists():
            return
        fresh = where.home / "pg.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        where.hand_over(fresh)
        command = [where.tool("initdb"), "-D", str(fresh), "--username=postgres", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
        command += ["--auth-local=peer", "--auth-host=reject"]
        if not self.durable:
            command.append("--no-sync")
        done = subprocess.run(command, capture_output=True, text=True, check=False, **_as_account(where))
        if done.returncode:
            message = f"initdb failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            raise StartFailed(message)
        with (fresh / "postgresql.conf").open("a") as handle:
            handle.write("include 'guanxi.conf'\ninclude 'custom.conf'\n")
        (fresh / "custom.conf").write_text("# Your own settings; they come after those of guanxi.conf.\n")
        where.hand_over(fresh / "custom.conf")
        fresh.rename(where.data)

    def _configure(self, where: Place) -> None:
        """Peer authentication: whoever runs Guanxi may connect as any role, other system users as none."""
        users = {pwd.getpwuid(os.geteuid()).pw_name}
        files = {
            "guanxi.conf": tuning.configuration(where.socket, durable=self.durable),
            "pg_hba.conf": "local all all peer map=guanxi\nlocal replication all peer map=guanxi\n",
            "pg_ident.conf": "".join(f"guanxi {user} all\n" for user in sorted(users)),
        }
        for name, text in files.items():
            fresh = where.data / f"{name}.new"
            fresh.write_text(text)
            fresh.chmod(0o600)
            where.hand_over(fresh)
            fresh.rename(where.data / name)

    def _launch(self, where: Place, *, attached: bool) -> subprocess.Popen[bytes]:
        log = where.home / "pg-start.log"
        give_up = time.monotonic() + RETRY_WITHIN
        while True:
            self._clear(where)
            with log.open("w") as output:
                child = subprocess.Popen(
                    [where.tool("postgres"), "-D", str(where.data)],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, which stops us last
                    preexec_fn=die_with_parent(signal.SIGINT) if attached else None,  # noqa: PLW1509 - prctl only
                    **_as_account(where),
                )
            if self._wait_ready(where, child.pid, child):
                return child
            said = _said(where, log)
            killed = child.poll() is not None and child.returncode < 0
            if time.monotonic() > give_up or not (killed or any(words in said for words in IN_THE_WAY)):
                message = f"PostgreSQL did not start ({log}, {where.data / 'log'}):\n{said}"
                raise StartFailed(message)
            time.sleep(1)

    def _wait_ready(self, where: Place, pid: int, child: subprocess.Popen[bytes] | None = None) -> bool:
        """True when the server `pid` accepts connections, False when it ended before that."""
        give_up = time.monotonic() + READY_WITHIN
        while time.monotonic() < give_up:
            lines = processes.pid_file(where.data)
            if len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready":
                return True
            if child is not None and child.poll() is not None:
                return False
            if child is None and not processes.postmaster(where.data):
                return False
            time.sleep(0.05)
        message = f"PostgreSQL (process {pid}) was not ready after {READY_WITHIN} s; its log is in {where.data / 'log'}"
        raise StartFailed(message)

    def _clear(self, where: Place) -> None:
        """End what a crash left behind, and drop lock files that name nobody (their number may be in use by a stranger)."""
        if self._child:
            self._child.poll()  # reaped, its number no longer looks alive
        left = processes.end(processes.of_data(where.data), with_signal=signal.SIGQUIT, within=10)
        processes.end(left, with_signal=signal.SIGKILL, within=10)
        if not processes.of_data(where.data):
            for stale in (where.data / "postmaster.pid", *where.socket.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)


def _said(where: Place, log: Path) -> str:
    """The server's last words: before it opened its own log, and after."""
    own = sorted((where.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    return "".join(path.read_text(errors="replace")[-1500:] for path in [log, *own[-1:]])


def _as_account(where: Place) -> dict[str, Any]:
    """Arguments for `subprocess`: the server's user, and an environment free of the caller's PG* variables."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    clean |= {"LC_ALL": "C", "TZ": "UTC", "HOME": str(where.home)}
    arguments: dict[str, Any] = {"env": clean, "cwd": "/"}
    if where.account:
        arguments |= {"user": where.account.uid, "group": where.account.gid, "extra_groups": []}
    return arguments


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two commands that start the server at once wait for each other; the lock goes with the process."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
