"""The measured installation: its own folder, durable PostgreSQL, present migrations, the seeded data; kept between runs."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psycopg

from bench import data
from guanxi.config.postgres import Server, roles

ROOT = Path(__file__).resolve().parents[1]
SEED = 1
OWNER, APP = "guanxi_owner", "guanxi_app"
Say = Callable[[str], None]


def folder(size: str) -> Path:
    """Where the installation of a size lives."""
    return ROOT / "var" / f"bench-{size}"


def state() -> str:
    """Fingerprint of whatever decides what the database looks like: migrations, SQL, the data set's own code."""
    seen = hashlib.sha256(f"seed {SEED}".encode())
    sources = [
        *ROOT.glob("guanxi/*/migrations/**/*.py"),
        *ROOT.glob("guanxi/**/*.sql"),
        ROOT / "bench/data.py",
        ROOT / "bench/deals.py",
    ]
    for path in sorted(sources):
        seen.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for package in ("django", "django-allauth", "procrastinate"):
        seen.update(f"{package} {version(package)}".encode())
    return seen.hexdigest()[:16]


def prepare(size: str, *, fresh: bool, say: Say) -> Server:
    """A running server with the data set of `size`, made anew only when `state` changed or `fresh` asks for it."""
    var = folder(size)
    var.mkdir(parents=True, exist_ok=True)
    server, mark = Server(var), var / "made-from"
    server.start(attached=True)
    if not fresh and mark.exists() and mark.read_text() == state():
        return server
    mark.unlink(missing_ok=True)
    say(f"Making the data set in {var} …")
    admin = server.url(user="postgres", database="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("drop database if exists guanxi with (force)")
    roles.prepare_embedded(admin, owner=OWNER, app=APP)
    made_from = state()
    environment = {**os.environ, "GUANXI_VAR": str(var)}
    subprocess.run([sys.executable, "-m", "guanxi.config.cli", "migrate", "-q"], env=environment, check=True)
    with psycopg.connect(server.url(user="postgres"), autocommit=True) as connection:
        data.make(connection, data.shape(size), say)
    mark.write_text(made_from)
    return server
