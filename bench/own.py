"""An installation of a measurement's own, in a temporary folder that goes away afterwards."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable


def lines(module: str, customers: int) -> str:
    """What `python -m module told customers` says there: its lines of Markdown that begin with a dash."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        environment = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}
        environment |= {"GUANXI_VAR": f"{folder}/var", "DEMO": "no"}
        line = [sys.executable, "-m", module, "told", str(customers)]
        done = subprocess.run(line, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return "\n".join(one for one in done.stdout.splitlines() if one.startswith("- "))


def main(table: Callable[..., str], told: Callable[[int], str], *, steps: tuple[str, ...] = ("migrate",)) -> None:
    """The program of a measurement: `told customers` in the installation that stands, after these steps; else `table [customers]`."""
    if sys.argv[1:2] != ["told"]:
        print(table(*map(int, sys.argv[1:2])))
        return
    from guanxi.config import database

    with database.up():
        for one in steps:
            subprocess.run([sys.executable, "-m", "guanxi.config.cli", one], stdout=sys.stderr, check=True)
        print(told(int(sys.argv[2])))
