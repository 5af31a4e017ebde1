"""kill -9 of the worker or of the database at random moments: the result equals a run without the fault."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from guanxi.config.postgres import Server

KILLS = 10
PROGRAM = [sys.executable, "-m", "guanxi.intake.tests.crashing"]


def environment(var):
    return {**os.environ, "GUANXI_VAR": str(var)}


def run(var, *words):
    done = subprocess.run([*PROGRAM, *words], env=environment(var), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture
def folder():
    """Short, since a socket's path may not be long."""
    made = Path(tempfile.mkdtemp(prefix="gxc"))
    made.chmod(0o755)  # the server runs as a user of its own when we are root
    yield made
    for var in made.iterdir():
        Server(var).stop()
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.timeout(900)
def test_result_after_kills_equals_a_run_without(folder):
    clean = folder / "a"
    clean.mkdir()
    server = Server(clean)
    server.start()
    subprocess.run([sys.executable, "-m", "guanxi.config.cli", "migrate", "-q"], env=environment(clean), check=True)
    work_id = run(clean, "prepare")
    server.stop()
    broken = folder / "b"
    subprocess.run(["cp", "-a", str(clean), str(broken)], check=True)  # with the owners of the files

    server.start()
    assert run(clean, "work", work_id) == "over"
    expected = json.loads(run(clean, "dump"))
    server.stop()
    assert expected["import"][0][0] == "done"

    other = Server(broken)
    other.start()
    chance = random.Random(7)
    kills = {"worker": 0, "database": 0}
    while kills["worker"] + kills["database"] < KILLS:
        whom = "database" if kills["database"] < kills["worker"] else "worker"
        kills[whom] += kill_once(broken, other, work_id, whom, chance.uniform(0.05, 0.6))
        if not other.running():
            other.start()
    assert run(broken, "work", work_id) == "over"
    assert json.loads(run(broken, "dump")) == expected


def kill_once(var, server, work_id, whom, after):
    """Start the work, kill somebody after a moment; False when the work was over before."""
    child = subprocess.Popen(
        [*PROGRAM, "work", work_id], env=environment(var), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdout.readline().strip() == "ready"
    time.sleep(after)
    assert child.poll() is None, "the file is too small: the work was over before the last kill"
    if whom == "worker":
        child.send_signal(signal.SIGKILL)
    else:
        server.running().send_signal(signal.SIGKILL)
    child.wait(timeout=60)
    return True
