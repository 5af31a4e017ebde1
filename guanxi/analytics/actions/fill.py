"""Bringing the warehouse up to date: as work, a part per transaction, so that it goes on after a crash without doing anything twice."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.analytics.models import Fill, Mark
from guanxi.analytics.queries.running import unfinished
from guanxi.analytics.queries.warehouse import is_behind
from guanxi.core import clock, work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.intake.queries.imports import is_file_coming_in
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.ui.work.telling import tell_end

NAME = "warehouse"
TITLE = gettext_noop("Bring the warehouse up to date")
DONE = gettext_noop("The warehouse is up to date: {rows} rows were written.")
STOPPED = gettext_noop("Bringing the warehouse up to date stopped with an error. It can go on from where it stopped.")
ALARM = gettext_noop("The warehouse does not agree with the records in {number} figures. Its page says which.")
HOUR = timedelta(minutes=55)
OFTEN = timedelta(hours=20)  # without a change it is still compared once a day


class Running(Refused):
    """It is being filled already."""

    code = "running"


def folder() -> Path:
    """Where the files stand."""
    return Path(settings.WAREHOUSE)


def fill(*, actor: Actor, at: datetime) -> Work:
    """Hand it to the worker; raises `Running`."""
    actor.require("administer", "fact")
    with acting_as_system("warehouse"):
        if unfinished(Fill).exists():
            raise Running(_("The warehouse is being brought up to date already."))
        made = Fill.objects.create(at=at)
    started = work.start(NAME, TITLE, actor=actor, at=at, arguments={"fill": made.pk}, url=reverse("warehouse"))
    with acting_as_system("warehouse"):
        Fill.objects.filter(pk=made.pk).update(work_id=started.pk)
    return started


def fill_hourly(*, actor: Actor, at: datetime) -> Work | None:
    """The same for the first time, after a file came in, an hour after the last where something changed, or a day after it.

    None else, and while a file comes in or another run goes on.
    """
    if is_file_coming_in():
        return None
    waits = HOUR if Mark.objects.exists() else OFTEN
    if Fill.objects.filter(ended_at__gt=at - waits).exists() and not is_behind():
        return None
    try:
        return fill(actor=actor, at=at)
    except Running:
        return None


def step(job: Work, actor: Actor) -> bool:
    """One chunk of what `job.cursor` names; answers whether there is more."""
    with acting_as_system("warehouse"):
        from guanxi.analytics.actions.filling import PHASES  # only the worker holds the libraries of columns

        run = Fill.objects.select_for_update().get(pk=job.arguments["fill"])
        job.cursor = PHASES[job.cursor.get("phase", "plan")](job, run)
    return bool(job.cursor["phase"] != "over")


def ended(job: Work, actor: Actor) -> None:
    """Tell whoever asked for it; and administrators, where it does not agree."""
    with acting_as_system("warehouse") as system:
        run = Fill.objects.get(pk=job.arguments["fill"])
        if run.differences:
            alarm(run, actor=system, at=clock.now())
    tell_end(job, actor, DONE, STOPPED, {"rows": run.rows}, reverse("warehouse"))


def alarm(run: Fill, *, actor: Actor, at: datetime) -> None:
    """A notice to everybody who administers such figures."""
    told: dict[str, Any] = {"number": len(run.differences)}
    wanted = {"roles__grants__kind": "fact", "roles__grants__verbs__contains": ["administer"], "is_active": True}
    for member_id in Member.objects.filter(**wanted).order_by("pk").values_list("pk", flat=True).distinct():
        notify(member_id, "warehouse", ALARM, told, reverse("warehouse"), actor=actor, at=at)
