"""One supervised child: started in a session of its own, restarted with back-off, stopped with all it started."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from guanxi.config.leftovers import MARK
from guanxi.config.parent import die_with_parent

LONGEST_PAUSE = 30.0  # seconds between restarts of a child that keeps crashing
SOUND_AFTER = 30.0  # a child that lived so long starts anew with the shortest pause


class Child:
    """`guanxi <name>` as a process."""

    def __init__(self, name: str, var: Path) -> None:
        self.name = name
        self.var = var
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.5
        self._not_before = 0.0

    def start(self) -> None:
        """Start it; it ends when the supervisor does, even by `kill -9`."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "guanxi.config.cli", self.name],
            env={**os.environ, MARK: str(self.var)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops its children in order
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - prctl only
        )

    def look(self) -> str:
        """Restart it when it has crashed and its pause is over; answers what happened, or nothing."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._not_before:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self._kill_group(self.process)
        self._pause = 0.5 if now - self._started > SOUND_AFTER else min(self._pause * 2, LONGEST_PAUSE)
        self._not_before = now + self._pause
        self.process = None
        return f"{self.name} ended ({_cause(code)}); it starts again in {self._pause:g} s"

    def ask_to_stop(self) -> None:
        """Let it finish what it does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self, *, within: float) -> None:
        """Wait for it at most `within` seconds, then end it and all it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(within, 0.1))
        self._kill_group(self.process)
        self.process.wait()

    def _kill_group(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, when only zombies are left
            os.killpg(process.pid, signal.SIGKILL)


def _cause(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
