"""Sales' panels on my day."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guanxi.core import clock
from guanxi.sales.queries.day import MOST, my_quotes, my_steps


@require_GET
def steps(request: HttpRequest) -> HttpResponse:
    """One's own opportunities whose next step is due or overdue, and those without one."""
    actor = request.actor
    if not actor.may("see", "opportunity"):
        raise Http404
    now = timezone.localtime(clock.now())
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "steps": my_steps(actor.member_id, now=now, until=midnight),
        "now": now,
        "tomorrow": midnight.date().isoformat(),
        "most": MOST,
        "masked": actor.masks("opportunity", "amount"),
    }
    return render(request, "sales/day.html", context)


@require_GET
def quotes(request: HttpRequest) -> HttpResponse:
    """One's own quotes that wait for an answer."""
    actor = request.actor
    if not actor.may("see", "quote"):
        raise Http404
    found = my_quotes(actor.member_id, timezone.localtime(clock.now()).date())
    return render(request, "sales/quote_day.html", {"waiting": found, "masked": actor.masks("quote", "total")})
