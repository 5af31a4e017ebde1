"""Reckoning what every customer is worth: as work, a chunk per transaction, so that it goes on after a crash without doing anything twice.

Orders are summed up customer by customer, the models are fitted once on all sums, what they say of each customer is written
down as facts, and the segments are counted by owner.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics import segments, worth
from guanxi.analytics.actions.writing import close, write_facts
from guanxi.analytics.models import Buyer, Rule, Run
from guanxi.analytics.queries.buyer import MAIN, bought, columns, everybody
from guanxi.commerce.models import Order
from guanxi.core import clock, events, work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.intake.models import Import
from guanxi.staff.queries.company import company
from guanxi.ui.events import WORK_ENDED

NAME = "value"
TITLE = gettext_noop("Reckon what customers are worth")
DONE = gettext_noop("What customers are worth was reckoned anew: {number} of them.")
STOPPED = gettext_noop("Reckoning what customers are worth stopped with an error. It can go on from where it stopped.")
OFTEN = timedelta(hours=20)
SUMMED, WRITTEN = 20_000, 5_000  # customers per chunk


class Running(Refused):
    """It is being reckoned already."""

    code = "running"


def reckon(*, actor: Actor, at: datetime) -> Work:
    """Hand it to the worker; raises `Running`, and `Refused` where nobody has bought anything."""
    actor.require("administer", "fact")
    with acting_as_system("value"):
        run, total = _begin(at)
    started = work.start(
        NAME, TITLE, actor=actor, at=at, arguments={"run": run.pk}, total=2 * total, url=reverse("value")
    )  # fmt: skip
    with acting_as_system("value"):
        Run.objects.filter(pk=run.pk).update(work_id=started.pk)
    return started


def _begin(at: datetime) -> tuple[Run, int]:
    """The row of a new run, and how many customers there are."""
    if _is_running():
        raise Running(_("It is being reckoned already."))
    placed = Order.objects.alive().filter(
        status=Order.Status.PLACED, total__gt=0, ordered_at__lte=at, customer__isnull=False
    )
    last = placed.order_by("-ordered_at", "-id").first()
    if last is None:
        raise Refused(_("There are no orders yet to learn from."))
    day = timezone.localtime(last.ordered_at, timezone=_zone()).date()
    return Run.objects.create(at=at, day=day, rule=_rule()), Customer.objects.count()


def reckon_daily(*, actor: Actor, at: datetime) -> Work | None:
    """The same once a day; None where that was done or is being done, where there are no orders, and while a file comes in."""
    if Run.objects.filter(at__gt=at - OFTEN).exists() or Import.objects.filter(state=Import.State.RUNNING).exists():
        return None
    try:
        return reckon(actor=actor, at=at)
    except Refused:
        return None


def step(job: Work, actor: Actor) -> bool:
    """One chunk of what `job.cursor` names; answers whether there is more."""
    with acting_as_system("value"):
        run = Run.objects.select_for_update().get(pk=job.arguments["run"])
        phase: Callable[[Work, Run], str] = PHASES[job.cursor.get("phase", "sum")]
        following = phase(job, run)
        if following != job.cursor.get("phase", "sum"):
            job.cursor = {"phase": following}
    return following != "over"


def ended(job: Work, actor: Actor) -> None:
    """Tell whoever asked for it, unless he stopped it himself."""
    if job.state == Work.State.CANCELLED:
        return
    with acting_as_system("value"):
        number = Run.objects.values_list("customers", flat=True).get(pk=job.arguments["run"])
    sentence = DONE if job.state == Work.State.DONE else STOPPED
    data = {"member_id": job.member_id, "sentence": sentence, "params": {"number": number}, "url": f"/work/{job.pk}/"}
    events.emit(events.Event(WORK_ENDED, [job.pk], actor, clock.now(), data))


def _sum(job: Work, run: Run) -> str:
    """Sum up the orders of the next customers."""
    after = job.cursor.get("after", 0)
    with connection.cursor() as cursor:
        cursor.execute("select analytics_sum_orders(%s, %s, %s, %s)", [after, SUMMED, run.day, str(_zone())])
        last = cursor.fetchone()[0]
    if last is None:
        return "learn"
    job.cursor = {"phase": "sum", "after": last}
    job.done += Customer.objects.filter(pk__gt=after, pk__lte=last).count()
    return "sum"


def _learn(job: Work, run: Run) -> str:
    """Fit the models and cut the scores, for each currency apart."""
    for currency in Buyer.objects.filter(MAIN).order_by().values_list("currency", flat=True).distinct():
        every = everybody(currency, run.day)
        fits = worth.learn(every.histories, every.spending)
        run.learnt[currency] = fits | {"cuts": _cuts(run, every.days, every.purchases, every.money, every.number)}
    run.customers = sum(int(one["customers"]) for one in run.learnt.values())
    run.save(update_fields=["learnt", "customers"])
    return "write"


def _cuts(run: Run, days: Any, purchases: Any, money: Any, number: Any) -> dict[str, Any]:
    rule = run.rule
    if rule["quantile"] and number.sum() >= segments.FEWEST:
        return segments.quantile_cuts(days, purchases, money, number).plain()
    return segments.Cuts(tuple(rule["days"]), tuple(rule["purchases"]), tuple(rule["money"])).plain()


def _write(job: Work, run: Run) -> str:
    """Write down what is said of the next customers."""
    after = job.cursor.get("after", 0)
    last = (
        Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[WRITTEN - 1 : WRITTEN].first()
    )
    rows = columns(after, last)
    said = [line for currency in sorted(set(rows.currency)) for line in _said(run, rows.only(currency), after)]
    write_facts(run, said, after, last)
    if last is None:
        return "close"
    job.done += WRITTEN
    job.cursor = {"phase": "write", "after": last}
    return "write"


def _said(run: Run, rows: Any, after: int) -> list[tuple[Any, ...]]:
    """Rows of figures for customers of one currency."""
    currency = rows.currency[0]
    learnt = run.learnt[currency]
    cuts = segments.read(learnt["cuts"])
    recency, frequency, money = segments.scores(cuts, rows.since(run.day), rows.days, rows.spent)
    words = segments.segments(recency, frequency, money)
    points = (recency * 100 + frequency * 10 + money).tolist()
    if worth.refused(learnt):
        nothing = (None,) * 7
        return [(pk, currency, word, point, *nothing) for pk, word, point in zip(rows.ids, words, points, strict=True)]
    terms = worth.Terms(run.rule["years"], run.rule["discount"] / 100)
    found = worth.foresee(learnt, bought(rows, run.day), terms, np.random.default_rng([run.pk, after]))
    # who bought once has had no occasion to stay away, says the model: that is no chance worth telling
    chances = [None] * len(words) if found.alive is None else found.alive.tolist()
    alive = [one if days > 1 else None for one, days in zip(chances, rows.days, strict=True)]
    figures = [
        one.tolist() for one in (found.year, found.year_low, found.year_high, found.value, found.low, found.high)
    ]
    return list(zip(rows.ids, [currency] * len(words), words, points, alive, *figures, strict=True))


def _close(job: Work, run: Run) -> str:
    close(run)
    job.done = job.total or job.done
    return "over"


PHASES: dict[str, Callable[[Work, Run], str]] = {"sum": _sum, "learn": _learn, "write": _write, "close": _close}


def _is_running() -> bool:
    latest = Run.objects.order_by("-pk").first()
    if latest is None or latest.work_id is None or latest.ended_at is not None:
        return False
    return Work.objects.filter(pk=latest.work_id).exclude(state__in=work.ENDED).exists()


def _zone() -> ZoneInfo:
    return ZoneInfo(company().time_zone)


def _rule() -> dict[str, Any]:
    rule = Rule.objects.get(pk=1)
    return {
        "quantile": rule.quantile,
        "days": rule.days,
        "purchases": rule.purchases,
        "money": rule.money,
        "discount": float(rule.discount),
        "years": rule.years,
    }
