"""Filling the warehouse: what stands in it is what stands in the records, whatever happens while it is filled."""

import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.actions import filling
from guanxi.analytics.actions.fill import Running, fill, fill_hourly
from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.models import Fill, Mark, Part
from guanxi.analytics.queries.warehouse import is_behind
from guanxi.analytics.warehouse import files
from guanxi.analytics.warehouse.sources import BY_NAME, SOURCES, WIDTH
from guanxi.commerce.models import Order
from guanxi.config import env
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed
from guanxi.customers.actions.assigning import assign_customers
from guanxi.customers.models import Customer
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, settings: Any) -> Path:
    settings.WAREHOUSE = tmp_path / "warehouse"
    return settings.WAREHOUSE


def filled(boss) -> Fill:
    with acting_as(boss.pk, through="page") as actor:
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        assert Work.objects.get(pk=job.pk).state == Work.State.DONE
        return Fill.objects.get(work_id=job.pk)


def rows(folder: Path, source: str) -> list[dict[str, Any]]:
    """What the listed files say, in the order of ids."""
    from pyarrow import parquet

    with acting_as_system("test"):
        names = list(Part.objects.filter(source=source).order_by("part").values_list("file", flat=True))
    found = [row for name in names for row in parquet.read_table(folder / name).to_pylist()]
    return sorted(found, key=lambda one: (one["id"], str(one.get("valid_from"))))


def everything(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {source.name: rows(folder, source.name) for source in SOURCES}


def test_what_is_filled_is_what_stands_in_the_records(shop, warehouse) -> None:
    with acting_as_system("test"):
        make_purchases(shop.other, (END, 20), currency="EUR", country="DE\nx")
    run = filled(shop.boss)
    with acting_as_system("test"):
        expected = [
            {"id": one.pk, "customer_id": one.customer_id, "at": one.ordered_at, "status": one.status, "total": one.total, "country": one.country}
            for one in Order.objects.order_by("pk")
        ]  # fmt: skip
        assert not Mark.objects.exists()
    assert [{name: row[name] for name in expected[0]} for row in rows(warehouse, "orders")] == expected
    assert (run.differences, run.compared["orders"], run.compared["customers"]) == ([], len(expected), 221)
    assert run.ended_at is not None


def test_changes_deletions_and_new_rows_arrive_with_the_next_run(shop, warehouse) -> None:
    filled(shop.boss)
    with acting_as_system("test"):
        first, second, *_ = Order.objects.order_by("pk")
        Order.objects.filter(pk=first.pk).update(total=Decimal("12.34"))
        Order.objects.filter(pk=second.pk).update(deleted_at=clock.now())
        make_purchases(shop.other, (END, 77))
    run = filled(shop.boss)
    after = {row["id"]: row["total"] for row in rows(warehouse, "orders")}
    assert after[first.pk] == Decimal("12.34")
    assert second.pk not in after
    assert after[max(after)] == Decimal(77)
    assert run.parts == 1  # nothing but the part of these orders was filled anew
    assert run.differences == []


def test_a_run_without_changes_writes_nothing_and_compares_all(shop) -> None:
    filled(shop.boss)
    again = filled(shop.boss)
    assert (again.parts, again.rows, again.differences) == (0, 0, [])
    assert again.compared["customers"] == 221
    with acting_as_system("test") as actor:
        assert fill_hourly(actor=actor, at=clock.now()) is None
        Mark.objects.create(source="orders", part=0, xid=1)
        assert fill_hourly(actor=actor, at=clock.now()) is None
        with transaction.atomic():
            assert fill_hourly(actor=actor, at=clock.now() + timedelta(hours=1)) is not None
            transaction.set_rollback(True)
        Mark.objects.all().delete()
        assert fill_hourly(actor=actor, at=clock.now() + timedelta(hours=1)) is None
    data = csv(["name"], ["Mill"])
    brought = make_import(shop.boss.pk, data, "customer", {"columns": columns("name"), "keys": []}, run=False)
    with acting_as_system("test") as actor:
        coming = Import.objects.filter(pk=brought.pk)
        coming.update(state=Import.State.RUNNING)
        assert (is_behind(), fill_hourly(actor=actor, at=clock.now() + timedelta(days=1))) == (True, None)
        coming.update(state=Import.State.DONE, ended_at=clock.now())
        with transaction.atomic():
            assert (is_behind(), fill_hourly(actor=actor, at=clock.now()) is not None) == (True, True)
            transaction.set_rollback(True)
        coming.update(ended_at=Fill.objects.latest("ended_at").at)
        assert (is_behind(), fill_hourly(actor=actor, at=clock.now())) == (False, None)
        assert fill_hourly(actor=actor, at=clock.now() + timedelta(days=1)) is not None


def test_a_change_while_a_part_is_filled_is_in_it_or_leaves_a_mark(shop, warehouse, monkeypatch) -> None:
    filled(shop.boss)
    copied = filling.copied
    with acting_as_system("test"):
        make_purchases(shop.other, (END, 1))
        before = Mark.objects.get(source="orders")

        def meanwhile(source, part):
            answer = copied(source, part)
            Mark.objects.create(source="orders", part=part, xid=1)  # as of a colleague who commits now
            return answer

        monkeypatch.setattr(filling, "copied", meanwhile)
        filling.fill_part(BY_NAME["orders"], before.part)
        assert list(Mark.objects.filter(source="orders").values_list("xid", flat=True)) == [1]


# functions of the filling, at which call, and whether before or after it: the process dies there
MOMENTS = [
    ("write", 3, "after"),  # the file has its name, what lists it is lost
    ("copied", 2, "before"),
    ("_list", 4, "after"),  # listed, but not committed
    ("differences", 5, "after"),
    ("swept", 1, "after"),
]


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_again_and_again_ends_as_one_that_was_not(shop, warehouse, worker_database) -> None:
    filled(shop.boss)
    expected = everything(warehouse)
    with acting_as_system("test"):
        Part.objects.all().delete()
    with acting_as(shop.boss.pk, through="page") as actor:
        job = fill(actor=actor, at=clock.now())
    given = {"APP_DATABASE_URL": worker_database.url(env.APP_ROLE), "GUANXI_VAR": str(warehouse.parent)}
    line = [sys.executable, "-m", "guanxi.analytics.tests.dying", str(job.pk), json.dumps(MOMENTS)]
    told = subprocess.run(line, env=os.environ | given, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [-signal.SIGKILL] * len(MOMENTS)
    work.run(job.pk)
    assert everything(warehouse) == expected
    with acting_as_system("test"):
        run = Fill.objects.get(work_id=job.pk)
        assert (run.differences, run.parts, run.ended_at is not None) == ([], len(SOURCES), True)
        assert set(run.compared) == {source.name for source in SOURCES}


def test_what_a_killed_run_left_is_swept_and_what_is_read_stays_a_while(shop, warehouse) -> None:
    filled(shop.boss)
    (warehouse / "orders" / "000000-x.writing").write_bytes(b"half")
    with acting_as_system("test"):
        make_purchases(shop.other, (END, 5))
    filled(shop.boss)
    with acting_as_system("test"):
        listed = set(Part.objects.values_list("file", flat=True))
    there = {str(path.relative_to(warehouse)) for path in warehouse.glob("*/*")}
    assert listed < there
    assert len(there - listed) == 1  # the orders of before
    assert files.sweep(warehouse, listed, spared=0) == 1


def test_a_difference_is_an_alarm_and_mended_by_the_next_run(shop, warehouse) -> None:
    from guanxi.staff.models import Notice

    filled(shop.boss)
    with acting_as_system("test"):
        part = Part.objects.get(source="orders")
    from pyarrow import parquet

    whole = parquet.read_table(warehouse / part.file)
    parquet.write_table(whole.slice(1), warehouse / part.file)
    gone = whole.slice(0, 1).to_pylist()[0]
    run = filled(shop.boss)
    month = f"{gone['day']:%Y-%m}"
    assert {(one["source"], one["month"], one["of"]) for one in run.differences} == {
        ("orders", month, "rows"), ("orders", month, "total")
    }  # fmt: skip
    with acting_as(shop.boss.pk, through="page"):
        assert list(Notice.objects.filter(kind="warehouse").values_list("params", flat=True)) == [{"number": 2}]
    assert filled(shop.boss).parts == 1
    assert filled(shop.boss).differences == []


def test_a_lost_file_is_filled_anew(shop, warehouse) -> None:
    filled(shop.boss)
    expected = everything(warehouse)
    with acting_as_system("test"):
        (warehouse / Part.objects.get(source="customers").file).unlink()
    assert filled(shop.boss).parts == 1
    assert everything(warehouse) == expected


def test_customers_keep_their_past(shop, warehouse) -> None:
    with acting_as_system("test") as actor:
        Customer.objects.filter(pk=shop.other.pk).update(industry="Steel")
        assign_customers([shop.other.pk], shop.seller.pk, actor=actor, at=clock.now())
        Customer.objects.filter(pk=shop.other.pk).update(industry="Wood", stage="lapsed")
    filled(shop.boss)
    past = [row for row in rows(warehouse, "customers") if row["id"] == shop.other.pk]
    said = [(row["owner_id"], row["industry"], row["stage"], row["is_current"]) for row in past]
    stranger, seller = shop.stranger.pk, shop.seller.pk
    assert said == [
        (stranger, "", "lead", False), (stranger, "Steel", "lead", False), (seller, "Steel", "lead", False), (seller, "Wood", "lapsed", True)
    ]  # fmt: skip
    ends = [(row["valid_from"].year, row["valid_to"].year) for row in past]
    assert (ends[0][0], ends[-1][1]) == (1900, 9999)
    assert [row["valid_to"] for row in past[:-1]] == [row["valid_from"] for row in past[1:]]


def test_rows_far_apart_stand_in_files_of_their_own(shop, warehouse) -> None:
    with acting_as_system("test"):
        Order.objects.create(
            pk=3 * WIDTH + 5,
            number="far",
            customer=shop.other,
            ordered_at=clock.now(),
            currency="CNY",
            total=Decimal(9),
        )
    filled(shop.boss)
    with acting_as_system("test"):
        counted = dict(Part.objects.filter(source="orders").values_list("part", "rows"))
    assert (sorted(counted), counted[3]) == ([0, 1, 2, 3], 1)


def test_only_administrators_have_it_filled_and_one_at_a_time(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        fill(actor=actor, at=clock.now())
    with acting_as(shop.boss.pk, through="page") as actor:
        fill(actor=actor, at=clock.now())
        with pytest.raises(Running):
            fill(actor=actor, at=clock.now())


def test_the_source_is_read_by_the_system_alone(shop) -> None:

    with acting_as(shop.boss.pk, through="page"), connection.cursor() as cursor:
        for source in SOURCES:
            cursor.execute(f"select count(*) from analytics_read_{source.name}(0, 'UTC')")
            assert cursor.fetchone() == (0,)


def test_the_calendar_knows_chinese_holidays(shop, warehouse) -> None:
    from pyarrow import parquet

    filled(shop.boss)
    with acting_as_system("test"):
        name = Part.objects.get(source="calendar").file
    days = {row["day"]: row for row in parquet.read_table(warehouse / name).to_pylist()}
    assert (days[date(2026, 10, 1)]["works"], days[date(2026, 10, 1)]["holiday"]) == (False, "National Day")
    assert days[date(2026, 10, 10)]["works"] is True  # a Saturday, worked for the holiday
    assert (days[date(2059, 1, 4)]["works"], days[date(2059, 1, 4)]["is_known"]) == (False, False)


def test_the_page_says_what_stands_in_it_and_what_does_not_agree(shop) -> None:
    pages = {who: Client(headers={"Accept-Language": "en"}) for who in (shop.boss, shop.seller)}
    for who, client in pages.items():
        client.force_login(who)
    assert "It is filled every hour." in pages[shop.boss].get("/analytics/warehouse/").content.decode()
    pages[shop.seller].post("/analytics/warehouse/fill/")
    with acting_as_system("test"):
        assert not Fill.objects.exists()
    run = filled(shop.boss)
    with CaptureQueriesContext(connection) as queries:
        page = pages[shop.boss].get("/analytics/warehouse/").content.decode()
    assert "Everything that was compared agrees with the records." in page
    assert f'<td class="num">{run.compared["orders"]:,}</td>' in page
    assert len(queries) < 20
    with acting_as_system("test"):
        told = {"source": "orders", "part": 0, "month": "2026-03", "of": "total", "here": "1.00", "there": "2.00"}
        Fill.objects.update(differences=[told])
    page = pages[shop.seller].get("/analytics/warehouse/").content.decode()
    assert "1 figure does not agree with the records." in page
    assert "Bring up to date</span>" not in page
