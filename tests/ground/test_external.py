"""`DATABASE_URL`: an external server (the same binaries, on a TCP port, with passwords)."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from guanxi.config.env import ROOT
from guanxi.config.postgres import Server, roles, trouble


@pytest.fixture
def external(passable: Path) -> Iterator[str]:
    """Connection string of a database whose owner may make roles."""
    server = Server(passable / "server", durable=False)
    server.start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server.stop()
    data = server.place.data
    (data / "custom.conf").write_text(f"listen_addresses = '127.0.0.1'\nport = {port}\n")
    server.start()
    with psycopg.connect(
        f"host={server.place.socket} port={port} user=postgres dbname=postgres", autocommit=True
    ) as admin:
        admin.execute("CREATE ROLE landlord LOGIN CREATEROLE PASSWORD 'secret'")
        admin.execute("CREATE ROLE tenant LOGIN PASSWORD 'secret'")
        admin.execute("CREATE DATABASE crm OWNER landlord")
        admin.execute("CREATE DATABASE flat OWNER tenant")
        (data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        admin.execute("SELECT pg_reload_conf()")
    yield f"postgresql://landlord:secret@127.0.0.1:{port}/crm"
    server.stop()


def guanxi(command: str, url: str, var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "GUANXI_VAR": str(var), "PYTHONPATH": str(ROOT), **more}
    line = [sys.executable, "-m", "guanxi.config.cli", command]
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=200, check=False)


def test_migrate_makes_the_application_role_for_one_installation_and_doctor_looks_at_it(
    external: str, tmp_path: Path
) -> None:
    """One test, since each migration of an empty database takes seconds."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for _ in range(2):
        done = guanxi("migrate", external, ours)
        assert done.returncode == 0, done.stderr
    kept = ours / "secrets" / "app-role"
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    with psycopg.connect(make_conninfo(external, user="guanxi_app", password=kept.read_text())) as application:
        row = application.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
        assert row == (False, False)
    doctor = guanxi("doctor", external, ours).stdout
    assert "Application's role: guanxi_app cannot bypass row-level security" in doctor
    assert "Migrations: are complete" in doctor

    done = guanxi("migrate", external, theirs)
    assert done.returncode == 1
    assert "The role guanxi_app exists, but not with the password in var/secrets" in done.stderr
    assert "APP_DATABASE_URL" in done.stderr

    done = guanxi("doctor", external, ours, APP_DATABASE_URL=external)
    assert done.returncode == 1
    assert "can make roles, belongs to the owner, can make tables: visibility would not hold" in done.stdout


def test_owner_who_may_not_make_roles_is_told_what_to_ask_for(external: str, tmp_path: Path) -> None:
    url = make_conninfo(external, user="tenant", dbname="flat")
    done = guanxi("migrate", url, tmp_path)
    assert done.returncode == 1
    assert "may not create the role guanxi_app" in done.stderr
    assert "APP_DATABASE_URL" in done.stderr


def test_doctor_says_that_the_server_does_not_answer(tmp_path: Path) -> None:
    done = guanxi("doctor", "postgresql://a:b@127.0.0.1:1/none", tmp_path)
    assert done.returncode == 1
    assert "cannot connect as the owner" in done.stdout
    assert "Start that server, or correct host and port in DATABASE_URL." in done.stdout


@pytest.mark.parametrize(
    ("url", "says", "remedy"),
    [
        ("postgresql://a:b@127.0.0.1:1/none", "Connection refused", "Start that server, or correct host and port"),
        ("postgres//nonsense", 'missing "="', "Write it as postgresql://user:password@host:5432/guanxi"),
    ],
)
def test_migrate_and_doctor_say_what_is_wrong_with_the_address(
    tmp_path: Path, url: str, says: str, remedy: str
) -> None:
    migrate, doctor = guanxi("migrate", url, tmp_path), guanxi("doctor", url, tmp_path)
    assert (migrate.returncode, doctor.returncode) == (1, 1)
    for text in (migrate.stderr, doctor.stdout):
        assert (says in text, remedy in text, "Traceback" in text) == (True, True, False), text
    assert doctor.stderr == ""


def test_wrong_password_and_missing_database_are_told_apart(external: str, tmp_path: Path) -> None:
    said = guanxi("migrate", make_conninfo(external, password="other"), tmp_path).stderr
    assert "Correct user and password in DATABASE_URL" in said
    said = guanxi("migrate", make_conninfo(external, dbname="none"), tmp_path).stderr
    assert "CREATE DATABASE guanxi OWNER" in said


def test_migrate_refuses_an_application_role_that_policies_do_not_bind(external: str, tmp_path: Path) -> None:
    with psycopg.connect(external, autocommit=True) as landlord:
        landlord.execute("CREATE ROLE guanxi_app LOGIN NOINHERIT PASSWORD 'x'")
    right = make_conninfo(external, user="guanxi_app", password="x")
    for wrong, says in ((external, "landlord of APP_DATABASE_URL must be named guanxi_app"), (right, "")):
        done = guanxi("migrate", external, tmp_path, APP_DATABASE_URL=wrong)
        assert (done.returncode, says in done.stderr) == (1 if says else 0, True), done.stderr
    with psycopg.connect(external, autocommit=True) as landlord:
        landlord.execute("GRANT CREATE ON SCHEMA public TO guanxi_app")
    done = guanxi("migrate", external, tmp_path, APP_DATABASE_URL=right)
    assert (done.returncode, "guanxi_app of APP_DATABASE_URL can make tables" in done.stderr) == (1, True)


def test_old_server_and_other_encoding_are_refused_in_words() -> None:
    def server(version: int, encoding: str) -> SimpleNamespace:
        info = SimpleNamespace(server_version=version, parameter_status={"server_encoding": encoding}.get)
        return SimpleNamespace(info=info)

    with pytest.raises(roles.NotAllowed, match="PostgreSQL 14 is too old: Guanxi needs 15 or later"):
        roles.check_version(server(140012, "UTF8"))
    with pytest.raises(roles.NotAllowed, match="encoding is LATIN1: create it with ENCODING 'UTF8'"):
        roles.check_version(server(150000, "LATIN1"))
    roles.check_version(server(150000, "UTF8"))


def test_full_disk_is_told_from_a_wrong_address() -> None:
    error = psycopg.errors.DiskFull("could not extend file: No space left on device")
    assert trouble.remedy(error).startswith("Its disk is full")
    assert trouble.remedy(psycopg.OperationalError("something else")) == trouble.OTHERWISE
