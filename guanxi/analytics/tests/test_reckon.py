"""Reckoning from orders to facts: what is summed up, once whatever happens, and who may have it done."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone

from guanxi.analytics.actions import reckoning
from guanxi.analytics.actions.reckon import Running, reckon, reckon_daily
from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.models import Buyer, Cell, Run
from guanxi.commerce.models import Order
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer, Fact
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.queries.company import company_zone

pytestmark = pytest.mark.django_db
FIGURES = ("customer_id", "name", "value", "low", "high", "word", "was", "unit")


def done(boss) -> Run:
    with acting_as(boss.pk, through="page") as actor:
        job = reckon(actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as_system("test"):
        assert Work.objects.get(pk=job.pk).state == Work.State.DONE
        return Run.objects.get(work_id=job.pk)


def facts() -> list[tuple[object, ...]]:
    with acting_as_system("test"):
        return list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES))


def test_orders_are_summed_up_by_day_and_currency(shop) -> None:
    day = date(2026, 3, 2)
    with acting_as_system("test"):
        make_purchases(shop.other, (day, 100), (day, 50), (day + timedelta(days=9), 30), (END, 20))
        make_purchases(shop.other, (END, 999), status=Order.Status.CANCELLED)
        make_purchases(shop.other, (END, -40), status=Order.Status.CANCELLED)
        make_purchases(shop.other, (END, 7), currency="EUR")
    done(shop.boss)
    columns = ("currency", "first_on", "last_on", "days", "orders", "spent", "again", "returned", "is_main")
    with acting_as_system("test"):
        rows = Buyer.objects.filter(customer=shop.other).order_by("currency").values_list(*columns)
        assert list(rows) == [
            ("CNY", day, END, 3, 4, Decimal(200), Decimal(50), Decimal(40), True),
            ("EUR", END, END, 1, 1, Decimal(7), Decimal(0), Decimal(0), False),
        ]


def test_every_buyer_has_facts_and_nobody_else(shop) -> None:
    run = done(shop.boss)
    by_name: dict[str, int] = {}
    for row in facts():
        by_name[str(row[1])] = by_name.get(str(row[1]), 0) + 1
    with acting_as_system("test"):
        again = Buyer.objects.filter(days__gt=1).count()
        assert not Fact.objects.filter(customer=shop.other).exists()
    assert by_name == {"segment": 220, "purchases": 220, "lifetime": 220, "alive": again}
    assert (run.customers, run.day) == (220, END)
    assert set(run.learnt["CNY"]) >= {"bgnbd", "paretonbd", "gammagamma", "cuts", "next_year"}


def test_a_run_that_is_killed_goes_on_and_says_the_same(shop, monkeypatch) -> None:
    monkeypatch.setattr(reckoning, "SUMMED", 70)
    monkeypatch.setattr(reckoning, "WRITTEN", 70)
    whole = done(shop.boss)
    expected = facts()
    with acting_as_system("test"):
        Fact.objects.all().delete()
        Run.objects.all().delete()
    with acting_as(shop.boss.pk, through="page") as actor:
        job = reckon(actor=actor, at=clock.now())
    with acting_as_system("test"):
        # draws are seeded by the run, so that what is written after a crash is what would have been
        Run.objects.filter(work_id=job.pk).update(id=whole.pk)
        Work.objects.filter(pk=job.pk).update(arguments={"run": whole.pk})
    for phase in ("sum", "write"):
        real, chunks = reckoning.PHASES[phase], count()

        def dying(one, run, *, real=real, chunks=chunks):
            answer = real(one, run)  # done, and lost with the transaction
            if next(chunks) == 1:
                raise KeyboardInterrupt
            return answer

        monkeypatch.setitem(reckoning.PHASES, phase, dying)
        with pytest.raises(KeyboardInterrupt):
            work.run(job.pk)
        monkeypatch.setitem(reckoning.PHASES, phase, real)
    work.run(job.pk)
    assert facts() == expected


def test_it_can_be_cancelled_and_resumed(shop, monkeypatch) -> None:
    monkeypatch.setattr(reckoning, "SUMMED", 70)
    with acting_as(shop.boss.pk, through="page") as actor:
        job = reckon(actor=actor, at=clock.now())
        work.cancel(job)
    work.run(job.pk)
    assert facts() == []
    with acting_as(shop.boss.pk, through="page"):
        work.resume(Work.objects.get(pk=job.pk))
    work.run(job.pk)
    assert len({row[0] for row in facts()}) == 220


def test_a_second_run_remembers_where_a_customer_was(shop) -> None:
    done(shop.boss)
    with acting_as_system("test"):
        before = dict(Fact.objects.filter(name="segment").values_list("customer_id", "word"))
        lost = next(pk for pk, word in before.items() if word == "asleep")
        make_purchases(Customer.objects.get(pk=lost), *[(END - timedelta(days=n), 90_000) for n in range(5)])
        gone = shop.buyers[7]
        Order.objects.filter(customer=gone).update(deleted_at=clock.now())
    done(shop.boss)
    with acting_as_system("test"):
        fact = Fact.objects.get(customer_id=lost, name="segment")
        assert (fact.word, fact.was) == ("champions", "asleep")
        assert not Fact.objects.filter(customer=gone).exists()
        latest = Run.objects.latest("ended_at")
        moved = Cell.objects.filter(run=latest, segment="champions", was="asleep")
        assert sum(moved.values_list("customers", flat=True)) == 1
        assert Run.objects.count() == 2


def test_too_few_customers_get_segments_by_the_companys_bounds_and_no_invented_figure(db) -> None:
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_administrator_role, make_member

    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        mill = make_customer("Mill", owner=boss)
        make_purchases(mill, (END - timedelta(days=200), 300), (END, 300))
    run = done(boss)
    assert facts() == [(mill.pk, "segment", 523.0, None, None, "promising", "", "CNY")]
    assert run.learnt["CNY"]["bgnbd"] == {"refused": "too_few"}


def test_only_whoever_administers_figures_has_them_reckoned_and_one_at_a_time(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        reckon(actor=actor, at=clock.now())
    with acting_as(shop.boss.pk, through="page") as actor:
        reckon(actor=actor, at=clock.now())
        with pytest.raises(Running):
            reckon(actor=actor, at=clock.now())


def test_without_orders_there_is_nothing_to_reckon(db) -> None:
    with acting_as_system("test") as actor, pytest.raises(Refused, match="no orders"):
        reckon(actor=actor, at=clock.now())


def test_it_is_done_by_itself_once_a_day_at_night(shop) -> None:
    now = timezone.localtime(clock.now(), timezone=company_zone()).replace(hour=3, minute=0)
    with acting_as_system("test") as actor:
        coming = make_import(
            shop.boss.pk, csv(["name"], ["Half a file"]), "customer", {"columns": columns("name"), "keys": []}
        )
        Import.objects.filter(pk=coming.pk).update(state=Import.State.RUNNING)
        assert reckon_daily(actor=actor, at=now) is None
        Import.objects.filter(pk=coming.pk).update(state=Import.State.DONE)
        job = reckon_daily(actor=actor, at=now)
        assert job is not None
        assert reckon_daily(actor=actor, at=now + timedelta(hours=1)) is None
    work.run(job.pk)
    with acting_as_system("test") as actor:
        assert Run.objects.get().ended_at is not None
        by_day = (now + timedelta(hours=20, minutes=30)).hour
        assert (by_day, reckon_daily(actor=actor, at=now + timedelta(hours=20, minutes=30))) == (23, None)
        for hours in (22, 29):  # at one in the night; at eight, where the machine was off at night
            with transaction.atomic():
                assert reckon_daily(actor=actor, at=now + timedelta(hours=hours)) is not None
                transaction.set_rollback(True)


def test_what_was_learnt_is_seen_with_the_customer_by_whoever_may_see_it_and_written_by_nobody(shop) -> None:
    done(shop.boss)
    with acting_as(shop.seller.pk, through="page"):
        assert Fact.objects.filter(name="segment").count() == 220
        assert Buyer.objects.count() == 220
        assert sum(Cell.objects.values_list("customers", flat=True)) == 220
        assert Fact.objects.update(value=1) == 0
    with acting_as(shop.stranger.pk, through="page"):
        assert (Fact.objects.count(), Buyer.objects.count(), Cell.objects.count()) == (0, 0, 0)
