"""Processes of an earlier start that nobody supervises any more: found by a mark in their environment, and ended."""

import os
import signal
from pathlib import Path

import psutil

from guanxi.config.postgres import processes

MARK = "GUANXI_SUPERVISED"


def of_installation(var: Path) -> list[psutil.Process]:
    """Living processes that a supervisor over `var` started, except this one."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == str(var) and processes.alive(process):
                found.append(process)
        except psutil.Error:  # ended while we looked, or another user's: not ours
            continue
    return found


def end(var: Path) -> int:
    """End them all, politely first; answers how many there were."""
    found = of_installation(var)
    stubborn = processes.end(found, with_signal=signal.SIGTERM, within=5)
    processes.end(stubborn, with_signal=signal.SIGKILL, within=5)
    return len(found)
