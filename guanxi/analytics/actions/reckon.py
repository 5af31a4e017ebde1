"""Having it reckoned what every customer is worth: as work, a chunk per transaction, so that it goes on after a crash without doing anything twice."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics.models import Changed, Rule, Run
from guanxi.analytics.queries.running import unfinished
from guanxi.commerce.models import Order
from guanxi.core import work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.intake.queries.imports import is_file_coming_in
from guanxi.staff.queries.company import company_zone, today_of
from guanxi.ui.work.telling import tell_end

NAME = "value"
TITLE = gettext_noop("Reckon what customers are worth")
DONE = gettext_noop("What customers are worth was reckoned anew: {number} of them.")
STOPPED = gettext_noop("Reckoning what customers are worth stopped with an error. It can go on from where it stopped.")
OFTEN = timedelta(hours=20)
LONGEST = timedelta(hours=28)
WHOLE, SUNDAY = (
    timedelta(days=7),
    7,
)  # orders of all customers are summed up anew on Sundays, or where that was a week ago
NIGHT_ENDS = 6  # o'clock in the company's zone: a million customers take minutes, which people would feel


class Running(Refused):
    """It is being reckoned already."""

    code = "running"


def reckon(*, actor: Actor, at: datetime, whole: bool = True) -> Work:
    """Hand it to the worker; raises `Running`, and `Refused` where nobody has bought anything.

    `whole` sums up the orders of all customers anew; otherwise only of those whose orders changed since the last run, if that
    came to its end, summed up days of the same zone, and the last whole one is not a week old.
    """
    actor.require("administer", "fact")
    with acting_as_system("value"):
        run, total = _begin(at, whole=whole)
    started = work.start(NAME, TITLE, actor=actor, at=at, arguments={"run": run.pk}, total=total, url=reverse("value"))
    with acting_as_system("value"):
        Run.objects.filter(pk=run.pk).update(work_id=started.pk)
    return started


def _begin(at: datetime, *, whole: bool) -> tuple[Run, int]:
    """The row of a new run, and how many customers it will go through, those to be summed up counted once more."""
    if unfinished(Run).exists():
        raise Running(_("It is being reckoned already."))
    placed = Order.objects.alive().filter(
        status=Order.Status.PLACED, total__gt=0, ordered_at__lte=at, customer__isnull=False
    )
    last = placed.order_by("-ordered_at", "-id").first()
    if last is None:
        raise Refused(_("There are no orders yet to learn from."))
    day, latest, rule = today_of(last.ordered_at), Run.objects.order_by("-pk").first(), _rule()
    everybody = Customer.objects.count()
    if whole or latest is None or _must_be_whole(latest, rule, at):
        return Run.objects.create(at=at, day=day, rule=rule, whole_at=at), 2 * everybody
    if day != latest.day:
        with connection.cursor() as cursor:
            cursor.execute("select analytics_note_days(%s, %s, %s)", [latest.day, day, rule["zone"]])
    changed = Changed.objects.values("customer_id").distinct().count()
    return Run.objects.create(at=at, day=day, rule=rule, whole_at=latest.whole_at), everybody + changed


def _must_be_whole(latest: Run, rule: dict[str, Any], at: datetime) -> bool:
    """Whether what the latest run summed up cannot be gone on from, or has been for a week."""
    if latest.ended_at is None or latest.whole_at is None or latest.rule.get("zone") != rule["zone"]:
        return True
    return at - latest.whole_at >= WHOLE


def reckon_daily(*, actor: Actor, at: datetime) -> Work | None:
    """The same once a day, at night; None where it is not due, where there are no orders, and while a file comes in."""
    latest = Run.objects.order_by("-pk").first()
    if (latest and not is_due(at, latest.at)) or is_file_coming_in():
        return None
    sunday = timezone.localtime(at, timezone=company_zone()).isoweekday() == SUNDAY
    try:
        return reckon(actor=actor, at=at, whole=sunday)
    except Refused:
        return None


def is_due(at: datetime, latest: datetime) -> bool:
    """Whether a new day's night has come; by day only where the machine was off at night."""
    since, at_night = at - latest, timezone.localtime(at, timezone=company_zone()).hour < NIGHT_ENDS
    return since > LONGEST or (since > OFTEN and at_night)


def step(job: Work, actor: Actor) -> bool:
    """One chunk of what `job.cursor` names; answers whether there is more."""
    with acting_as_system("value"):
        run = Run.objects.select_for_update().get(pk=job.arguments["run"])
        from guanxi.analytics.actions.reckoning import PHASES  # only the worker holds the numerical libraries

        following = PHASES[job.cursor.get("phase", "sum")](job, run)
        if following != job.cursor.get("phase", "sum"):
            job.cursor = {"phase": following}
    return following != "over"


def ended(job: Work, actor: Actor) -> None:
    """Tell whoever asked for it."""
    with acting_as_system("value"):
        number = Run.objects.values_list("customers", flat=True).get(pk=job.arguments["run"])
    tell_end(job, actor, DONE, STOPPED, {"number": number})


def _rule() -> dict[str, Any]:
    rule = Rule.objects.get(pk=1)
    return {
        "quantile": rule.quantile,
        "days": rule.days,
        "purchases": rule.purchases,
        "money": rule.money,
        "discount": float(rule.discount),
        "years": rule.years,
        "zone": str(company_zone()),
    }
