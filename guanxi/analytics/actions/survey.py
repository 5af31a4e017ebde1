"""Having all customers looked at in four dimensions: as work, a chunk per transaction, so that it goes on after a crash without doing anything twice."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics.actions.reckon import Running, is_due
from guanxi.analytics.models import Run, Survey, Weighing
from guanxi.analytics.queries.running import unfinished
from guanxi.commerce.models import Order
from guanxi.core import work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.intake.queries.imports import is_file_coming_in
from guanxi.sales.models import Opportunity
from guanxi.staff.queries.company import today_of
from guanxi.ui.work.telling import tell_end

NAME = "survey"
TITLE = gettext_noop("Look at customers in four dimensions")
DONE = gettext_noop("Customers were looked at in four dimensions: {number} of them.")
STOPPED = gettext_noop("Looking at customers stopped with an error. It can go on from where it stopped.")
DIMENSIONS = ("money", "influence", "life", "information")
PARTS = ("completeness", "recency", "breadth")
BOUNDS = {
    "brought": (0, 100), "supplies": (0, 100), "group": (0, 100), "new_days": (1, 3650), "trend_days": (7, 1825),
    "trend_percent": (1, 95), "silent_days": (1, 3650), "lost_days": (1, 3650),
}  # fmt: skip


def survey(*, actor: Actor, at: datetime) -> Work:
    """Hand it to the worker; raises `Running`, and `Refused` where there are no customers."""
    actor.require("administer", "fact")
    with acting_as_system("survey"):
        made, total = _begin(at)
    url = reverse("value")
    started = work.start(NAME, TITLE, actor=actor, at=at, arguments={"run": made.pk}, total=2 * total, url=url)
    with acting_as_system("survey"):
        Survey.objects.filter(pk=made.pk).update(work_id=started.pk)
    return started


def _begin(at: datetime) -> tuple[Survey, int]:
    if unfinished(Survey).exists():
        raise Running(_("Customers are being looked at already."))
    total = Customer.objects.alive().count()
    if not total:
        raise Refused(_("There are no customers yet."))
    rule = Weighing.objects.get(pk=1)
    plain = {one.name: getattr(rule, one.name) for one in Weighing._meta.concrete_fields if one.name != "id"}
    plain["sold"] = _sold(at).isoformat()
    return Survey.objects.create(at=at, day=_today(at), rule=plain), total


def _today(at: datetime) -> date:
    """The day of the last order, as for values; today where nobody has bought anything."""
    last = (
        Order.objects.alive()
        .filter(status=Order.Status.PLACED, ordered_at__lte=at)
        .order_by("-ordered_at", "-id")
        .first()
    )
    return today_of(last.ordered_at if last else at)


def _sold(at: datetime) -> date:
    """The day on which an opportunity was won last; today where none was."""
    today = today_of(at)
    won = Opportunity.objects.alive().filter(state="won", closed_on__lte=today).order_by("-closed_on", "-id")
    return won.values_list("closed_on", flat=True).first() or today


def survey_daily(*, actor: Actor, at: datetime) -> Work | None:
    """The same once a day, after what customers are worth; None where it is not due, and while a file comes in."""
    latest = Survey.objects.order_by("-pk").first()
    reckoned = Run.objects.order_by("-pk").first()
    if (reckoned is None and Order.objects.alive().exists()) or (reckoned is not None and reckoned.ended_at is None):
        return None  # what they are expected to bring comes first
    fresh = latest is not None and reckoned is not None and reckoned.ended_at and reckoned.ended_at > latest.at
    if latest is not None and not fresh and not is_due(at, latest.at):
        return None
    if is_file_coming_in():
        return None
    try:
        return survey(actor=actor, at=at)
    except Refused:
        return None


def step(job: Work, actor: Actor) -> bool:
    """One chunk of what `job.cursor` names; answers whether there is more."""
    with acting_as_system("survey"):
        run = Survey.objects.select_for_update().get(pk=job.arguments["run"])
        from guanxi.analytics.actions.surveying import PHASES  # only the worker holds the numerical libraries

        now = job.cursor.get("phase", "look")
        following = PHASES[now](job, run)
        if following != now:
            job.cursor = {"phase": following}
    return following != "over"


def ended(job: Work, actor: Actor) -> None:
    """Tell whoever asked for it."""
    with acting_as_system("survey"):
        number = Survey.objects.values_list("customers", flat=True).get(pk=job.arguments["run"])
    tell_end(job, actor, DONE, STOPPED, {"number": number})


def change_weighing(values: Mapping[str, int], *, actor: Actor, at: datetime) -> Weighing:
    """How customers are weighed, from the next look on. Raises `Refused` at the field that does not fit."""
    actor.require("administer", "fact")
    for names in (DIMENSIONS, PARTS):
        for name in names:
            if not 0 <= values[name] <= 100:
                raise Refused(_("A weight is a whole number from 0 to 100."), field=name)
        if not any(values[name] for name in names):
            raise Refused(_("At least one weight must be above 0."), field=names[0])
    for name, (least, most) in BOUNDS.items():
        if not least <= values[name] <= most:
            raise Refused(
                _("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}, field=name
            )
    if values["lost_days"] <= values["silent_days"]:
        raise Refused(_("Lost comes after silent: give more days than there."), field="lost_days")
    rule = Weighing.objects.get(pk=1)
    for name in (*DIMENSIONS, *PARTS, *BOUNDS):
        setattr(rule, name, values[name])
    rule.save()
    return rule
