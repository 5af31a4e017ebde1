"""`guanxi db backup` and `restore`, on databases of their own with people's data in them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guanxi.config.env import ROOT
from guanxi.config.postgres import Server
from guanxi.config.supervisor import held
from tests.fixtures.server import install

FILL = """
with acting_as_system("test"):
    seller, other = make_member("Seller", email="seller@example.com"), make_member("Other")
    for owner, names in ((seller, ["张伟", "Acme"]), (other, ["Theirs"])):
        for name in names:
            make_customer(name, owner=owner)
"""
# What a seller sees, and what the database writes down when he changes something.
LOOK = """
with acting_as_system("test"):
    seller = Member.objects.get(email="seller@example.com")
    before = Change.objects.count()
with acting_as(seller.pk, through="page") as actor:
    seen = sorted(Customer.objects.values_list("name", flat=True))
    edit_customer(Customer.objects.get(name="Acme"), {"name": "Acme Ltd"}, actor=actor, at=clock.now())
with acting_as_system("test"):
    print(json.dumps([seen, Change.objects.count() - before]))
"""
IMPORTS = """
import json
from guanxi.config.database import start_django
start_django()
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.customers.actions.customer import edit_customer
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member
"""


class Place:
    """One installation: its folder, its commands, its server."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.server = Server(var, durable=False)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "APP_DATABASE"))}
        self.environment = {**kept, "GUANXI_VAR": str(var), "PYTHONPATH": str(ROOT)}

    def _run(self, *line: str) -> subprocess.CompletedProcess[str]:
        line = (sys.executable, *line)
        return subprocess.run(line, env=self.environment, capture_output=True, text=True, timeout=200, check=False)

    def guanxi(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._run("-m", "guanxi.config.cli", *words)

    def python(self, program: str) -> str:
        done = self._run("-c", IMPORTS + program)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def one(self, query: str) -> tuple:
        with psycopg.connect(self.server.url(user="postgres"), autocommit=True) as connection:
            return connection.execute(query).fetchone()


@pytest.fixture
def places(passable: Path) -> Iterator[tuple[Place, Place]]:
    """An installation with data in it, and an empty folder."""
    made = Place(passable / "one"), Place(passable / "two")
    install(made[0].var)
    for place in made:
        place.server.start()
    made[0].python(FILL)
    yield made
    for place in made:
        place.server.stop()


def test_backup_is_brought_back_with_its_protection_and_history(places: tuple[Place, Place], tmp_path: Path) -> None:
    old, new = places
    file = tmp_path / "kept" / "guanxi.pgdump"
    done = old.guanxi("db", "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in file.parent.iterdir()] == ["guanxi.pgdump"]

    done = new.guanxi("db", "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert f"Restored {file}: 2 members, 3 customers," in done.stdout
    assert (
        new.one("SELECT rolsuper, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = 'guanxi_app'") == (False,) * 3
    )
    tables = "SELECT array_agg(relname || relowner::regrole || coalesce(relacl::text, '') ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
    assert new.one(tables) == old.one(tables)
    for place in (old, new):
        assert json.loads(place.python(LOOK)) == [["Acme", "张伟"], 1]

    # a database with something in it stays, unless the administrator says so; then it is still there
    done = new.guanxi("db", "restore", str(file))
    assert (done.returncode, "The database holds 2 members" in done.stderr) == (1, True)
    assert new.one("SELECT name FROM customers_customer WHERE name LIKE 'Acme%'") == ("Acme Ltd",)
    done = new.guanxi("db", "restore", "--replace", str(file))
    assert done.returncode == 0, done.stderr
    assert new.one("SELECT name FROM customers_customer WHERE name LIKE 'Acme%'") == ("Acme",)
    aside = next(word for word in done.stdout.split() if word.startswith("guanxi_before_")).rstrip(";")
    with psycopg.connect(new.server.url(user="postgres", database=aside)) as connection:
        found = connection.execute("SELECT name FROM customers_customer WHERE name LIKE 'Acme%'").fetchone()
        assert found == ("Acme Ltd",)


def test_what_is_no_sound_backup_changes_nothing(places: tuple[Place, Place], tmp_path: Path) -> None:
    old, _ = places
    file = tmp_path / "guanxi.pgdump"
    assert old.guanxi("db", "backup", str(file)).returncode == 0
    whole = file.read_bytes()

    def refused(name: str) -> str:
        done = old.guanxi("db", "restore", "--replace", str(tmp_path / name))
        databases = old.one("SELECT array_agg(datname::text ORDER BY 1) FROM pg_database WHERE datname LIKE 'guanxi%'")
        assert (done.returncode, databases) == (1, (["guanxi"],)), done.stdout
        assert "Nothing was changed." in done.stderr
        return done.stderr

    (tmp_path / "cut").write_bytes(whole[:-1])
    assert "could not be restored" in refused("cut")
    (tmp_path / "words").write_text("no backup")
    assert "is no backup" in refused("words")
    with psycopg.connect(old.server.url(user="postgres"), autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('staff', '9999_later', now())")
        assert old.guanxi("db", "backup", str(tmp_path / "newer")).returncode == 0
        connection.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        connection.execute("ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY")
        assert old.guanxi("db", "backup", str(tmp_path / "open")).returncode == 0
        connection.execute("ALTER TABLE customers_customer ENABLE ROW LEVEL SECURITY")
    assert "of a newer Guanxi (staff 9999_later)" in refused("newer")
    assert "row-level security is off: customers_customer" in refused("open")
    assert old.one("SELECT count(*) FROM customers_customer") == (3,)


def test_restore_waits_for_nobody_who_runs(places: tuple[Place, Place], tmp_path: Path) -> None:
    old, _ = places
    file = tmp_path / "guanxi.pgdump"
    assert old.guanxi("db", "backup", str(file)).returncode == 0
    with held(old.var / "running") as lock:
        lock.write_text("4711 http://localhost:8000\n")
        done = old.guanxi("db", "restore", "--replace", str(file))
    assert (done.returncode, "already runs (process 4711)" in done.stderr) == (1, True)
