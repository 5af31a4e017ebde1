"""The follow-ups behind the figures of "my day"."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.core import clock
from guanxi.timeline.queries import figures
from guanxi.timeline.queries.entry import page_of
from guanxi.timeline.views.shown import days_of

SPANS = {"week": lambda now: figures.week_starts(now)[-1], "month": figures.month_start}


@require_GET
def followups(request: HttpRequest) -> HttpResponse:
    """The member's contacts with customers, newest first: `span` is "week" (this week) or "month" (30 days)."""
    now = timezone.localtime(clock.now())
    span = "month" if request.GET.get("span") == "month" else "week"
    after = request.GET.get("after", "")
    rows = figures.followups(request.actor.member_id, SPANS[span](now), now)
    page = page_of(rows.select_related("customer"), after)
    context = {
        "title": _("My follow-ups"),
        "span": span,
        "counts": rows.aggregate(entries=Count("pk"), customers=Count("customer_id", distinct=True)),
        "days": list(days_of(page, request.actor, after=None)),
        "older_url": f"?{urlencode({'span': span, 'after': page.older})}" if page.older else "",
    }
    return render(request, "timeline/followups.html", context)
