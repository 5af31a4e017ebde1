"""My day: the first page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.core import clock, slots, work
from guanxi.core.models import Work
from guanxi.timeline.queries import figures
from guanxi.timeline.queries.day import my_day

UNPLANNED = "owner:me;stage:any:prospect,customer;next_contact_at:empty"
RUNNING = (Work.State.WAITING, Work.State.RUNNING)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Three lists and four figures of the member, and his running work."""
    actor, now = request.actor, timezone.localtime(clock.now())
    context = {
        "title": _("My day"),
        "now": now,
        "tabs": slots.tabs_of("day", actor),
        "day": my_day(actor.member_id, now=now),
        "figures": list(_figures(actor.member_id, now)),
        "running": [_running(one) for one in work.mine(actor, limit=5) if one.state in RUNNING],
        "unplanned_url": reverse("customer_list", query={"view": "all", "f": UNPLANNED}),
        "can_create": actor.may("create", "customer"),
        "panels": [one.url(actor.member_id or 0) for one in slots.panels_of("day", actor)],
    }
    return render(request, "timeline/day.html", context)


def _figures(member_id: int | None, now: Any) -> Any:
    """Each figure with its words and the page that lists what it counts."""
    did, came, due = reverse("followups"), reverse("customer_list"), reverse("task_list")
    month = _("in 30 days, against the 30 before")
    yield _("Follow-ups this week"), figures.contacts(member_id, now), _("against last week until now"), did
    yield _("Customers reached"), figures.reached(member_id, now), month, f"{did}?span=month"
    yield _("New customers"), figures.arrivals(member_id, now), month, f"{came}?view=all&f=owner:me;created_at:last:30"
    tasks = f"{due}?view=all&f=owner:me;state:any:open,overdue&sort=due_at"
    yield _("Open tasks"), figures.open_tasks(member_id, now), _("against a week ago"), tasks


def _running(one: Work) -> dict[str, Any]:
    title = _(one.title).format(**one.title_params)
    return {"pk": one.pk, "title": title, "state": one.state, "done": one.done, "total": one.total, "url": one.url}
