"""The timeline of a customer: the whole part with its composer, and its pages of entries."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from guanxi.core import slots
from guanxi.core.actor import Actor
from guanxi.customers.models import Contact, Customer
from guanxi.customers.rules import may_edit, may_write_to
from guanxi.timeline.forms import WHEN
from guanxi.timeline.models import Direction, Topic
from guanxi.timeline.queries.entry import Wanted, kinds_in, place_of, timeline, writers
from guanxi.timeline.rules import can_log
from guanxi.timeline.views.answers import customer_or_404
from guanxi.timeline.views.shown import days_of


@require_GET
def whole(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Composer, filters and the newest entries; `?contact=` is chosen in the composer."""
    customer = customer_or_404(request, customer_id)
    context = whole_context(customer, request.actor) | {"chosen_contact": request.GET.get("contact", "")}
    return render(request, "timeline/timeline.html", context)


def whole_context(customer: Customer, actor: Actor) -> dict[str, Any]:
    """What timeline.html shows, without filters."""
    context: dict[str, Any] = {"customer": customer, "can_log": can_log(customer, actor)}
    contacts = list(Contact.objects.alive().filter(customer_id=customer.pk).order_by("-is_main", "name_sort")[:50])
    composed = [kind for kind in slots.entry_kinds.values() if kind.composed]
    context |= {
        "contacts": contacts,
        "composed": composed,
        "can_task": actor.may("create", "task"),
        "can_plan": may_edit(customer, actor),
        "can_give": actor.may("assign", "task"),
        "when": WHEN,
        "directions": Direction.choices,
        "topics": Topic.choices,
        "kinds": slots.entry_kinds.values(),
        "writers": writers(customer.pk),
    }
    return context | _entries_context(customer, actor, {}, "")


@require_GET
def entries(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A page of entries, narrowed by `kind` (several), `who` (m<member> or c<contact>), `since`, `until`; `after` pages."""
    customer = customer_or_404(request, customer_id)
    given = {
        name: request.GET.getlist(name) for name in ("kind", "who", "since", "until") if any(request.GET.getlist(name))
    }
    context = _entries_context(customer, request.actor, given, request.GET.get("after", ""))
    return render(request, "timeline/parts/entries.html", {"customer": customer, **context})


def _entries_context(customer: Customer, actor: Actor, given: dict[str, list[str]], after: str) -> dict[str, Any]:
    page = timeline(customer.pk, wanted=_wanted(given), after=after)
    last_day = timezone.localtime(place_of(after)[0]).date() if after else None
    older = ""
    can_promise = may_write_to(customer, actor, "promise", "create")
    if page.older:
        query = urlencode({**given, "after": page.older}, doseq=True)
        older = f"{reverse('timeline_entries', args=[customer.pk])}?{query}"
    return {
        "days": list(days_of(page, actor, after=last_day, asks=can_promise)),
        "can_promise": can_promise,
        "older_url": older,
        "narrowed": bool(given),
        "first": not after,
    }


def _wanted(given: dict[str, list[str]]) -> Wanted:
    who = (given.get("who") or [""])[0]
    number = int(who[1:]) if who[1:].isdecimal() else None
    since, until = _day(given.get("since")), _day(given.get("until"))
    return Wanted(
        kinds=kinds_in(given.get("kind", [])),
        member_id=number if who.startswith("m") else None,
        contact_id=number if who.startswith("c") else None,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _day(values: list[str] | None) -> date | None:
    try:
        return parse_date((values or [""])[0])
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
