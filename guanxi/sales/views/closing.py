"""The calendar of closing: a month of expected closes, and moving one to another day."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.opportunity import edit_opportunity
from guanxi.sales.models import Stage
from guanxi.sales.months import DAY, next_month
from guanxi.sales.queries.closing import COUNTED, Day, due
from guanxi.sales.rules import may_change
from guanxi.sales.views.answers import opportunity_or_404
from guanxi.sales.views.asking import MONTH, listed, owned


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The month in the address, else this one; `?mine` shows only one's own."""
    actor = request.actor
    if not actor.may("see", "opportunity") or actor.masks("opportunity", "expected_on"):
        raise Http404
    today = timezone.localtime(clock.now()).date()
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    mine = "mine" in request.GET
    days = due(_days(first), actor, owner_id=actor.member_id if mine else None)
    cells = [_cell(one, today, actor.member_id if mine else None, actor) for one in days]
    context = {
        "title": _("Closing calendar"),
        "month": first,
        "before": f"{first - DAY:%Y-%m}",
        "after": f"{next_month(first):%Y-%m}",
        "mine": mine,
        "weeks": _weeks(first, cells),
        "filled": any(one["it"].cards for one in cells),
        "week_days": [first - timedelta(days=first.weekday()) + DAY * place for place in range(7)],
        "late_url": listed("state:any:open", f"expected_on:before:{today}", *_whose(actor.member_id if mine else None)),
        "counted": COUNTED,
        "masked": actor.masks("opportunity", "amount"),
        "may_edit": actor.may("edit", "opportunity"),
    }
    return render(request, "sales/closing.html", context)


@require_POST
def move(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Another expected close; back to the month that was open."""
    opportunity = opportunity_or_404(request, opportunity_id, change=True)
    day = _day(request.POST.get("day", ""))
    before = opportunity.expected_on
    if opportunity.state != Stage.Kind.OPEN:
        messages.error(request, _("It has ended meanwhile."))
    elif day is None:
        messages.error(request, _("Give the day as 2026-01-31."))
    elif day != before:
        try:
            edit_opportunity(opportunity, {"expected_on": day}, actor=request.actor, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            told = {"name": opportunity.name, "day": day.isoformat()}
            messages.success(request, _("“%(name)s” is now expected to close on %(day)s.") % told)
    month = _month(request.POST.get("month", "")) or (day or clock.now().date()).replace(day=1)
    back = f"{reverse('opportunity_closing')}?month={month:%Y-%m}{'&mine' if 'mine' in request.POST else ''}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)


def _month(text: str) -> date | None:
    return date(int(text[:4]), int(text[5:]), 1) if MONTH.match(text) else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _days(first: date) -> list[date]:
    return [first + DAY * step for step in range((next_month(first) - first).days)]


def _whose(owner_id: int | None) -> list[str]:
    return [] if owner_id is None else [owned(frozenset([owner_id]))]


def _cell(one: Day, today: date, owner_id: int | None, actor: Any) -> dict[str, Any]:
    url = listed("state:any:open", f"expected_on:on:{one.day}", *_whose(owner_id))
    cards = [{"one": card, "may_change": may_change(card, actor)} for card in one.cards]
    return {"it": one, "url": url, "today": one.day == today, "late": one.day < today, "cards": cards}


def _weeks(first: date, cells: list[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """Rows of seven from Monday; None before the first and behind the last."""
    padded: list[dict[str, Any] | None] = [*[None] * first.weekday(), *cells]
    padded += [None] * (-len(padded) % 7)
    return [padded[place : place + 7] for place in range(0, len(padded), 7)]
