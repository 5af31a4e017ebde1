"""Setting up who is sent a dashboard and when; stopping it; sending it at once, or again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.dashboards.models import Dashboard, Schedule, Sending, Stop
from guanxi.dashboards.rules import may_keep, may_send_to

MOST = 10  # schedules of a dashboard by one member


@dataclass(frozen=True, slots=True)
class Times:
    """How often and at which hour."""

    every: str
    hour: int
    weekday: int = 1
    day: int = 1


def save_schedule(
    schedule: Schedule | None,
    dashboard: Dashboard,
    times: Times,
    members: Sequence[int],
    *,
    origin: str,
    actor: Actor,
    at: datetime,
) -> Schedule:
    """Set one up, or change it: what was due before is not sent. Raises `Refused`."""
    actor.require("see", "fact")
    if schedule is None:
        if (
            Schedule.objects.filter(dashboard=dashboard, member_id=actor.member_id or 0, deleted_at=None).count()
            >= MOST
        ):
            raise Refused(_("You send it in %(most)s ways already. Remove one first.") % {"most": MOST})
        schedule = Schedule(dashboard=dashboard, member_id=actor.member_id or 0, members=[])
    elif not may_keep(schedule, actor):
        raise NotAllowed(_("Whoever set it up changes it."))
    if not members:
        raise Refused(_("Choose somebody who receives it."), field="members")
    known = set(schedule.members)
    if any(one not in known and not may_send_to(one, actor) for one in members):
        raise Refused(_("You send it to yourself and to those whose customers you see."), field="members")
    for name in ("every", "hour", "weekday", "day"):
        setattr(schedule, name, getattr(times, name))
    schedule.members, schedule.origin, schedule.since = sorted(set(members)), origin, at
    schedule.save()
    return schedule


def remove_schedule(schedule: Schedule, *, actor: Actor, at: datetime) -> None:
    """Send it no more; it can come back."""
    _remove(schedule, at, actor)


def restore_schedule(schedule: Schedule, *, actor: Actor) -> None:
    """Send it again from the next time on."""
    _remove(schedule, None, actor)


def _remove(schedule: Schedule, at: datetime | None, actor: Actor) -> None:
    if not may_keep(schedule, actor):
        raise NotAllowed(_("Whoever set it up changes it."))
    schedule.deleted_at = at
    schedule.save(update_fields=["deleted_at"])


def stop(schedule: Schedule, *, actor: Actor, at: datetime) -> None:
    """A receiver wants no more of it."""
    Stop.objects.get_or_create(schedule=schedule, member_id=actor.member_id or 0, defaults={"at": at})


def begin_again(schedule: Schedule, *, actor: Actor) -> None:
    """He wants it again."""
    Stop.objects.filter(schedule=schedule, member_id=actor.member_id or 0).delete()


def send_now(schedule: Schedule, *, actor: Actor, at: datetime) -> Sending:
    """One to the member himself, at once, by a job."""
    from guanxi.dashboards.jobs import send_waiting

    made = Sending.objects.create(schedule=schedule, member_id=actor.member_id or 0, due=at)
    send_waiting.defer()
    return made


def send_again(sending: Sending, *, actor: Actor) -> None:
    """Once more, what failed or was cut off. Raises `Refused`."""
    from guanxi.dashboards.jobs import send_waiting

    if sending.member_id != actor.member_id and not may_keep(sending.schedule, actor):
        raise NotAllowed(_("Whoever set it up sends it again."))
    changed = Sending.objects.filter(pk=sending.pk, state__in=(Sending.State.FAILED, Sending.State.UNSURE)).update(
        state=Sending.State.WAITING, error=""
    )
    if not changed:
        raise Refused(_("There is nothing to send again."))
    send_waiting.defer()
