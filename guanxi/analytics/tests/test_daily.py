"""What customers are worth, reckoned by day: only what changed is touched, and it comes to what reckoning all of it comes to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
import pytest
from django.db.models import F
from django.utils import timezone

from guanxi.analytics.actions import reckoning
from guanxi.analytics.actions.reckon import reckon, reckon_daily
from guanxi.analytics.columns import pack, unpack
from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.models import Buyer, Cell, Changed, Run
from guanxi.analytics.worth import digits
from guanxi.commerce.models import Order
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.models import Fact
from guanxi.staff.queries.company import company_zone

FIGURES = ("customer_id", "name", "value", "low", "high", "word", "unit")
SUMS = ("customer_id", "currency", "first_on", "last_on", "days", "orders", "spent", "again", "returned", "is_main")


def done(at: datetime | None = None, *, whole: bool = False) -> Run:
    with acting_as_system("test") as actor:
        job = reckon(actor=actor, at=at or clock.now(), whole=whole)
    work.run(job.pk)
    with acting_as_system("test"):
        assert Work.objects.get(pk=job.pk).state == Work.State.DONE
        return Run.objects.get(work_id=job.pk)


def stands() -> tuple[list[Any], list[Any]]:
    with acting_as_system("test"):
        facts = list(Fact.objects.order_by("customer_id", "name").values_list(*FIGURES))
        return facts, list(Buyer.objects.order_by("customer_id", "currency").values_list(*SUMS))


def stir(buyers: Sequence[Any], round_: int) -> set[int]:
    """Whatever happens to orders, by chance; the customers to whom it happened."""
    dice = np.random.default_rng(round_)
    of = {
        what: [buyers[place] for place in dice.choice(len(buyers), 4, replace=False)]
        for what in ("new", "more", "cancelled", "binned", "restored", "gone", "euro", "merged", "into")
    }
    for customer in of["new"]:
        make_purchases(customer, (END + timedelta(days=round_), int(dice.integers(10, 500))))
    orders = {what: Order.objects.filter(customer__in=some) for what, some in of.items()}
    orders["more"].update(total=F("total") + 5)
    orders["cancelled"].filter(total__gt=400).update(status=Order.Status.CANCELLED)
    orders["restored"].update(deleted_at=None)
    orders["binned"].update(deleted_at=clock.now())
    orders["gone"].filter(total__lt=600).delete()
    orders["euro"].filter(ordered_at__day__lt=10).update(currency="EUR")
    for one, other in zip(of["merged"], of["into"], strict=True):
        Order.objects.filter(customer=one).update(customer=other)
    return {one.pk for some in of.values() for one in some}


def killed(job: Work, phase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies in the second chunk of this phase."""
    real, chunks = reckoning.PHASES[phase], count()

    def dying(one: Work, run: Run) -> str:
        answer = real(one, run)  # done, and lost with the transaction
        if next(chunks) == 1:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setitem(reckoning.PHASES, phase, dying)
    with pytest.raises(KeyboardInterrupt):
        work.run(job.pk)
    monkeypatch.setitem(reckoning.PHASES, phase, real)


def test_by_day_also_when_killed_it_comes_to_what_all_of_it_comes_to(
    shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(whole=True)
    monkeypatch.setattr(reckoning, "SUMMED", 9)
    monkeypatch.setattr(reckoning, "WRITTEN", 70)
    with acting_as_system("test") as actor:
        at_most = stir(shop.buyers, 1)
        changed = set(Changed.objects.values_list("customer_id", flat=True))
        untouched = Fact.objects.exclude(customer_id__in=at_most).filter(name="segment").first()
        job = reckon(actor=actor, at=clock.now(), whole=False)
    killed(job, "sum", monkeypatch)
    killed(job, "write", monkeypatch)
    work.run(job.pk)
    now = stands()
    with acting_as_system("test"):
        by_day = Run.objects.get(work_id=job.pk)
        assert (by_day.summed, by_day.day) == (len(changed), END + timedelta(days=1))
        assert changed <= at_most
        assert untouched is not None
        assert Fact.objects.get(customer_id=untouched.customer_id, name="segment").as_of < by_day.at
        assert not Changed.objects.exists()
    monkeypatch.undo()  # all in one chunk: nobody's figures depend on who else is in his
    whole = done(whole=True)
    assert (stands(), whole.written, whole.summed) == (now, 0, len(shop.buyers) + 1)
    assert whole.learnt == by_day.learnt  # the parameters to their last digit
    with acting_as_system("test"):
        assert not Cell.objects.filter(run=whole).exclude(was=F("segment")).exists()  # nobody moved since


def test_what_was_cancelled_halfway_goes_on_or_is_done_anew(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done(whole=True)
    monkeypatch.setattr(reckoning, "SUMMED", 9)
    with acting_as_system("test") as actor:
        stir(shop.buyers, 4)
        job = reckon(actor=actor, at=clock.now(), whole=False)
        assert work._chunk(job)
        work.cancel(job)
    work.run(job.pk)
    with acting_as_system("test"):
        halfway = Run.objects.get(work_id=job.pk)
        assert (halfway.summed, halfway.ended_at) == (9, None)
    anew = done()
    assert (anew.whole_at, anew.summed) == (anew.at, len(shop.buyers) + 1)


def test_an_order_that_was_to_come_counts_once_its_day_is_there(shop: Any) -> None:
    now = clock.now()
    with acting_as_system("test"):
        make_purchases(shop.other, ((now + timedelta(days=1)).date(), 300))
    done(now, whole=True)
    with acting_as_system("test"):
        assert not Changed.objects.exists()
        assert not Buyer.objects.filter(customer=shop.other).exists()
    later = done(now + timedelta(days=3))
    with acting_as_system("test"):
        assert (later.summed, Buyer.objects.filter(customer=shop.other).count()) == (1, 1)


def test_all_of_it_is_reckoned_on_sundays_after_a_week_and_by_the_button(shop: Any) -> None:
    night = timezone.localtime(clock.now(), timezone=company_zone()).replace(hour=3, minute=0)
    monday = night + timedelta(days=(1 - night.isoweekday()) % 7)
    done(monday, whole=True)
    found = []
    for days in range(1, 8):
        with acting_as_system("test") as actor:
            job = reckon_daily(actor=actor, at=monday + timedelta(days=days))
            assert job is not None
            run = Run.objects.latest("pk")
            found.append(run.whole_at == run.at)
            Run.objects.filter(pk=run.pk).update(ended_at=clock.now())
            Work.objects.filter(pk=job.pk).update(state=Work.State.DONE)
    assert found == [False] * 5 + [True, False]  # Sunday is the sixth day after Monday
    with acting_as_system("test"):
        Run.objects.update(whole_at=monday)
    with acting_as_system("test") as actor:
        reckon_daily(actor=actor, at=monday + timedelta(days=8))
        assert Run.objects.latest("pk").whole_at == monday + timedelta(days=8)


def test_columns_go_through_copy_and_come_back() -> None:
    columns = [np.array([1, 2**40]), np.array([-7, 7]), np.array([0.1, np.nan])]
    kinds = ("i8", "i4", "f8")
    for one, other in zip(unpack(pack(columns, kinds), kinds), columns, strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(ValueError, match="null"):
        unpack(pack(columns, kinds), ("i4", "i8", "f8"))


def test_amounts_are_told_in_two_digits() -> None:
    assert digits(np.array([0, 12345, 99951, 1.23456, 0.00098765])).tolist() == [0, 12000, 100000, 1.2, 0.00099]
