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

import psycopg
import pytest

from guanxi.config.postgres import Server
from guanxi.intake.tests.crashing import ROWS
from tests.fixtures.server import install

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
    install(clean)
    server = Server(clean)
    server.start()
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


@pytest.mark.timeout(600)
def test_a_killed_worker_is_followed_by_another_that_takes_its_job_over(folder):
    var = folder / "c"
    var.mkdir()
    install(var)
    server = Server(var)
    server.start()
    run(var, "prepare")
    child = subprocess.Popen([*PROGRAM, "worker"], env=environment(var), stderr=subprocess.DEVNULL)
    assert 0 < progress(server, child, more_than=0) < ROWS
    child.send_signal(signal.SIGKILL)
    child.wait()
    child = subprocess.Popen([*PROGRAM, "worker"], env=environment(var), stderr=subprocess.DEVNULL)
    assert progress(server, child, more_than=ROWS - 1) == ROWS
    child.terminate()
    child.wait(timeout=30)
    found = json.loads(run(var, "dump"))
    state, stored, total = found["import"][0]
    counts = json.loads(stored)
    assert (state, total, sum(counts.values()) - counts["partly"]) == ("done", ROWS, ROWS)
    assert len(found["customers"]) == counts["created"]


def progress(server, child, *, more_than):
    """Wait until a worker has done more rows; answers how many."""
    give_up = time.monotonic() + 150
    with psycopg.connect(server.url(user="postgres"), autocommit=True) as admin:
        while time.monotonic() < give_up:
            assert child.poll() is None
            ((done,),) = admin.execute("select done from core_work").fetchall()
            if done > more_than:
                return done
            time.sleep(0.05)
    pytest.fail(f"stands at {done} rows")


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
