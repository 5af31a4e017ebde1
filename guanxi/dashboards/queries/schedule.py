"""What is sent, to whom, and what became of it."""

from collections.abc import Iterable

from guanxi.core.actor import Actor
from guanxi.dashboards.models import Dashboard, Schedule, Sending, Stop
from guanxi.dashboards.rules import may_send_to
from guanxi.staff.models import Member

SHOWN = 20  # mails of late


def schedules_of(dashboard: Dashboard) -> list[Schedule]:
    """Those of a dashboard that the member sees."""
    found = Schedule.objects.filter(dashboard=dashboard, deleted_at=None).select_related("member")
    return list(found.order_by("pk"))


def sent_of(dashboard: Dashboard) -> list[Sending]:
    """The latest mails that the member may know of."""
    found = Sending.objects.filter(schedule__dashboard=dashboard, schedule__deleted_at=None)
    return list(found.select_related("member", "schedule").order_by("-pk")[:SHOWN])


def stopped(schedules: Iterable[Schedule]) -> set[tuple[int, int]]:
    """Who wants no more of which."""
    return set(Stop.objects.filter(schedule__in=list(schedules)).values_list("schedule_id", "member_id"))


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Members by number."""
    return dict(Member.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def receivers_for(actor: Actor, kept: Iterable[int] = ()) -> list[tuple[int, str]]:
    """Whom the member may choose: himself first, those whose customers he sees, and who receives it already."""
    known = set(kept)
    active = Member.objects.filter(is_active=True).order_by("name_sort", "pk").values_list("pk", "name")
    found = [(pk, name) for pk, name in active if pk in known or may_send_to(pk, actor)]
    return sorted(found, key=lambda one: one[0] != actor.member_id)
