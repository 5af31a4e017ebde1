"""Doing something in a process of its own: what it loaded and held goes back to the machine when it ends.

Learning from a million customers takes some hundred MiB for a minute a day; a worker that did it itself would keep them.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any


class Failed(Exception):
    """The process ended with an error; what it said stands in the log."""


def do(task: Callable[..., object], *given: Any) -> None:
    """Call the module's function `task` with `given` (plain values) in a process of its own, and wait; raises `Failed`."""
    name = f"{task.__module__}:{task.__qualname__}"
    line = [sys.executable, "-m", "guanxi.config.cli", "job", name, json.dumps(given)]
    done = subprocess.run(line, check=False)
    if done.returncode:
        message = f"{name} ended with {done.returncode}"
        raise Failed(message)
