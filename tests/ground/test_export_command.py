"""`guanxi export` writes what the member sees, by the same job as the page."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from guanxi.config import database
from guanxi.config.cli.export import command
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def running(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def up() -> Iterator[None]:
        yield

    monkeypatch.setattr(database, "up", up)  # the test's own database is up already
    monkeypatch.setattr(database, "start_django", lambda: None)


def test_export_writes_the_members_own_records_to_the_file(tmp_path: Path) -> None:
    with acting_as_system("test"):
        seller, other = make_member(email="s@example.com"), make_member()
        make_customer("=Mine", owner=seller, stage="customer")
        make_customer("A lead", owner=seller)
        make_customer("Other", owner=other, stage="customer")
    file = tmp_path / "out.csv"
    given = [
        "customer",
        str(file),
        "--as",
        "S@example.com",
        "--filter",
        "stage:any:customer",
        "--columns",
        "name,stage",
    ]
    done = CliRunner().invoke(command, given)
    assert done.output == f"1 rows in {file}\n"
    with file.open(encoding="utf-8-sig", newline="") as handle:
        assert [row[0] for row in csv.reader(handle)][1:] == ["'=Mine"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["nosuch", "x.csv", "--as", "s@example.com"], "There is no kind nosuch"),
        (["customer", "x.csv", "--as", "nobody@example.com"], "no active member"),
        (["customer", "x.pdf", "--as", "s@example.com"], "no such file format"),
        (["customer", "x.csv", "--as", "s@example.com", "--columns", "nosuch"], "has no field nosuch"),
        (["customer", "x.csv", "--as", "s@example.com", "--filter", "nosuch:is:1"], "nosuch:is:1"),
    ],
)
def test_export_says_what_is_wrong(given: list[str], said: str) -> None:
    with acting_as_system("test"):
        make_member(email="s@example.com")
    done = CliRunner().invoke(command, given)
    assert done.exit_code == 1
    assert said in done.output
