"""Which PostgreSQL processes work on a data folder, asked of the system rather than of pid files."""

import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil


def of_data(data: Path) -> list[psutil.Process]:
    """Every living process of a server over `data`: PostgreSQL's processes keep their data folder as working folder."""
    target = str(data.resolve())
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] != "postgres":
            continue
        try:
            if process.cwd() == target and alive(process):
                found.append(process)
        except psutil.Error:  # ended while we looked, or another user's: not a process of this folder
            continue
    return found


def postmaster(data: Path) -> psutil.Process | None:
    """The server's first process if it lives; None if the pid file is missing, stale or names another program."""
    lines = pid_file(data)
    if not lines:
        return None
    return next((process for process in of_data(data) if process.pid == int(lines[0])), None)


def pid_file(data: Path) -> list[str]:
    """Lines of `postmaster.pid`: pid, data, start, port, socket folder, address, memory key, status."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def end(processes: Iterable[psutil.Process], *, with_signal: signal.Signals, within: float) -> list[psutil.Process]:
    """Signal all and wait at most `within` seconds; gives back those that still live.

    A zombie counts as ended: whoever started it may be busy elsewhere and reaps it later.
    """
    waiting = [process for process in processes if alive(process)]
    for process in waiting:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(with_signal)
    give_up = time.monotonic() + within
    while (waiting := [process for process in waiting if alive(process)]) and time.monotonic() < give_up:
        time.sleep(0.02)
    return waiting


def alive(process: psutil.Process) -> bool:
    """Whether the very process (not another with its number) runs."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
