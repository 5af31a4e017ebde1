"""The embedded server survives kill -9, keeps what was acknowledged, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from guanxi.config.postgres import Server, processes, roles


@pytest.fixture
def server(passable: Path) -> Iterator[Server]:
    made = Server(passable / "var")
    yield made
    made.stop()


def admin(server: Server, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(server.url(user="postgres", database=database), autocommit=True)


def living(server: Server) -> list[psutil.Process]:
    return processes.of_data(server.place.data)


def test_first_start_is_durable_private_and_checksummed(server: Server) -> None:
    assert server.start() is False
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "jit": "off",
        "server_encoding": "UTF8",
    }
    with admin(server) as connection:
        assert {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in wanted} == wanted
    assert oct(server.place.data.stat().st_mode & 0o777) == "0o700"
    assert oct(server.place.socket.stat().st_mode & 0o777) == "0o700"
    assert psutil.Process(processes.postmaster(server.place.data).pid).uids().real != 0


def test_second_start_adopts_the_running_server(server: Server) -> None:
    server.start()
    first = server.running()
    assert Server(server.var).start() is True
    assert server.running() == first


def test_acknowledged_rows_survive_kill_of_every_process(server: Server) -> None:
    server.start()
    with admin(server) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        for number in range(20):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        for process in living(server):
            with suppress(psutil.NoSuchProcess):  # gone with the postmaster
                process.kill()
    assert server.start() is False
    with admin(server) as connection:
        assert connection.execute("SELECT count(*), sum(n) FROM kept").fetchone() == (20, 190)


def test_backends_that_outlive_their_postmaster_are_ended(server: Server) -> None:
    server.start()
    with admin(server) as connection:
        busy = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        os.kill(busy, signal.SIGSTOP)  # it cannot notice that its postmaster is gone
        server.running().kill()
        assert server.start() is False
        assert busy not in [process.pid for process in living(server)]


def test_stale_pid_file_with_a_strangers_number_is_no_obstacle(server: Server) -> None:
    server.start()
    server.running().kill()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        path = server.place.data / "postmaster.pid"
        _, *rest = path.read_text().splitlines() if path.exists() else ["", *[""] * 7]
        path.write_text("\n".join([str(stranger.pid), *rest]))
        assert server.start() is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_stop_leaves_no_process(server: Server) -> None:
    server.start()
    server.stop()
    assert living(server) == []
    assert server.running() is None


def test_attached_server_stops_when_its_starter_is_killed(server: Server) -> None:
    script = (
        "import sys, time; from pathlib import Path; from guanxi.config.postgres import Server\n"
        "Server(Path(sys.argv[1])).start(attached=True); print('up', flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script, str(server.var)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout.readline() == "up\n"
    assert server.running() is not None
    starter.kill()
    starter.wait()
    starter.stdout.close()
    if sys.platform.startswith("linux"):
        give_up = time.monotonic() + 30
        while living(server) and time.monotonic() < give_up:
            time.sleep(0.1)
        assert living(server) == []
    else:  # without prctl the next start adopts it
        assert server.start() is True


def test_interrupted_initdb_is_begun_again(server: Server) -> None:
    half = server.place.home / "pg.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert server.start() is False
    with admin(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_long_folder_gets_a_short_private_socket(tmp_path: Path) -> None:
    from guanxi.config.postgres.place import LONGEST_SOCKET, socket_folder

    folder = socket_folder(tmp_path / ("deep" * 30))
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET
    assert folder != socket_folder(tmp_path / ("other" * 30))


def test_roles_are_bound_by_row_level_security(server: Server) -> None:
    server.start()
    for _ in range(2):  # repeatable
        roles.prepare_embedded(server.url(user="postgres", database="postgres"), owner="guanxi_owner", app="guanxi_app")
    with admin(server, "guanxi") as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'guanxi%' ORDER BY 1"
        ).fetchall()
        assert rows == [("guanxi_app", False, False, False, False), ("guanxi_owner", False, False, True, False)]
        member = "SELECT pg_has_role('guanxi_app', 'guanxi_owner', 'MEMBER')"
        assert connection.execute(member).fetchone() == (False,)
    with psycopg.connect(server.url(user="guanxi_app"), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE guanxi_owner")
