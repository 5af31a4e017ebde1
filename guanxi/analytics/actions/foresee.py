"""Having chances learnt and told: as work, a chunk per transaction, so that it goes on after a crash without doing anything twice."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics.actions.reckon import is_due
from guanxi.analytics.models import FORMAT, Chance, Lesson, Question, Run
from guanxi.commerce.models import Order
from guanxi.core import work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.intake.queries.imports import is_file_coming_in
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE, State
from guanxi.ui.work.telling import tell_end

NAME = "chance"
TITLE = gettext_noop("Learn and tell chances")
DONE = gettext_noop("Chances were told anew: {number} of them.")
STOPPED = gettext_noop("Telling chances stopped with an error. It can go on from where it stopped.")
FIRST = "lead_learn"
OPEN = (*LIVE, State.RECYCLED)


class Running(Refused):
    """It is being done already."""

    code = "running"


def foresee(*, actor: Actor, at: datetime, anew: bool = True) -> Work:
    """Hand it to the worker; raises `Running`. `anew` has models learnt even where the last are not a week old."""
    actor.require("administer", "fact")
    with acting_as_system("chance"):
        running = _is_running()
    if running:
        raise Running(_("Chances are being told already."))
    given = {"at": at.isoformat(), "anew": anew}
    return work.start(NAME, TITLE, actor=actor, at=at, arguments=given, url=reverse("chances"))


def foresee_daily(*, actor: Actor, at: datetime) -> Work | None:
    """The same once a day, at night, after what customers are worth; None where it is not due, and while a file comes in."""
    latest = Work.objects.filter(kind=NAME).exclude(arguments__has_key="new").order_by("-pk").first()
    if latest and not is_due(at, latest.created_at):
        return None
    value = Run.objects.exclude(ended_at=None).order_by("-pk").first()
    waits = is_due(at, value.at) if value else Order.objects.alive().filter(customer__isnull=False).exists()
    if waits or is_file_coming_in():
        return None
    try:
        return foresee(actor=actor, at=at, anew=False)
    except Refused:
        return None


def foresee_new(*, actor: Actor, at: datetime) -> Work | None:
    """Have those leads told of that came since the last time; None where there are none, or it is being done."""
    told = Chance.objects.filter(question=Question.LEAD, lead__isnull=False)
    waiting = Lead.objects.alive().filter(state__in=OPEN).exclude(pk__in=told.values("lead_id"))
    if used(Question.LEAD) is None or not waiting.exists() or _is_running():
        return None
    return work.start(NAME, TITLE, actor=actor, at=at, arguments={"at": at.isoformat(), "new": True})


def _is_running() -> bool:
    return Work.objects.filter(kind=NAME).exclude(state__in=work.ENDED).exists()


def step(job: Work, actor: Actor) -> bool:
    """One chunk of what `job.cursor` names; answers whether there is more."""
    with acting_as_system("chance"):
        from guanxi.analytics.actions.foreseeing import PHASES  # only the worker holds the numerical libraries

        now = job.cursor.get("phase", "lead_new" if "new" in job.arguments else FIRST)
        following = PHASES[now](job)
        if following != now:
            job.cursor = {"phase": following}
    return following != "over"


def ended(job: Work, actor: Actor) -> None:
    """Tell whoever asked for it."""
    with acting_as_system("chance"):
        number = Chance.objects.filter(at=datetime.fromisoformat(job.arguments["at"])).count()
    tell_end(job, actor, DONE, STOPPED, {"number": number})


def used(question: str) -> Lesson | None:
    """What chances are told by; None also where it was kept in the format of another version: it is learnt anew then."""
    return Lesson.objects.filter(question=question, is_used=True, learnt__format=FORMAT).first()
