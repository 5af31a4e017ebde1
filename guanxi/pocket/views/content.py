"""What a device takes along, in answers of bounded size; every one goes through row-level security."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from guanxi.core import clock, slots
from guanxi.core.refused import NotAllowed
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.pocket.queries import pocket
from guanxi.pocket.wording import NOT_KEPT
from guanxi.staff.queries.company import company_customs
from guanxi.ui import words


@never_cache
@require_GET
def content(request: HttpRequest) -> JsonResponse:
    """My day, own tasks, which customers go along (fetched one by one) and how long all of it is kept."""
    hours = _allowed(request)
    now = timezone.localtime(clock.now())
    mine = pocket.pocket_of(request.actor, now=now)
    inside = {one.pk for one in mine.customers}
    return JsonResponse(
        {
            "member": request.actor.member_id,
            "language": get_language(),
            "time_zone": str(timezone.get_current_timezone()),
            "until": (now + timedelta(hours=hours)).isoformat(),
            "day": render_to_string("pocket/parts/day.html", {"day": mine.day, "inside": inside, "now": now}, request),
            "customers": [{"id": one.pk, "name": one.name, "city": one.city} for one in mine.customers],
            "left_out": mine.left_out,
            "tasks": [_task(one, now) for one in mine.tasks],
            "more_tasks": mine.more_tasks,
            "books": [
                {"id": one.pk, "name": one.name, "currency": one.currency, "tax": one.get_tax_display()}
                for one in pocket.books_of(request.actor, now=now)
            ],
            "most_prices": pocket.MOST_PRICES,
        }
    )


@never_cache
@require_GET
def customer(request: HttpRequest, customer_id: int) -> JsonResponse:
    """One customer: the parts of its briefing, and what an offline change is compared with."""
    _allowed(request)
    found = customers(request.actor).filter(pk=customer_id).select_related("owner").first()
    if found is None:
        raise Http404
    html = render_to_string("pocket/parts/customer.html", {"customer": found, "parts": _parts(found, request)}, request)
    next_contact = found.next_contact_at
    return JsonResponse(
        {
            "id": found.pk,
            "name": found.name,
            "html": html,
            "was": {
                "owner": found.owner_id,
                "next_contact_at": next_contact.isoformat() if next_contact else "",
                "next_step": found.next_step,
            },
        }
    )


@never_cache
@require_GET
def prices(request: HttpRequest) -> JsonResponse:
    """A page of prices behind `after` (book.price): [book, code, name, from quantity, price in words], and where the next begins."""
    _allowed(request)
    now = timezone.localtime(clock.now())
    books = {one.pk: one for one in pocket.books_of(request.actor, now=now)}
    book, _dot, pk = request.GET.get("after", "0.0").partition(".")
    behind = tuple(int(one) if one.isdecimal() and len(one) < 19 else 0 for one in (book, pk))
    found = pocket.prices_after(books.values(), (behind[0], behind[1]))
    rows = [
        [
            one.book_id,
            one.product.code,
            one.product.name,
            f"{one.from_quantity.normalize():,f}",
            words.money_text(one.price, books[one.book_id].currency),
        ]
        for one in found
    ]
    more = f"{found[-1].book_id}.{found[-1].pk}" if len(found) == pocket.PAGE else ""
    return JsonResponse({"prices": rows, "more": more})


def _allowed(request: HttpRequest) -> int:
    """For how many hours this device may keep it; not while one looks through a colleague's eyes."""
    hours = company_customs().pocket_hours
    if not hours or request.actor.through_id:
        raise NotAllowed(NOT_KEPT)
    return hours


def _parts(found: Customer, request: HttpRequest) -> list[dict[str, Any]]:
    now = clock.now()
    parts = []
    for part in slots.parts_of("customer", request.actor):
        told = part.content(found, request.actor, now)
        if told is not None:
            parts.append({"title": part.title, "template": part.template, "content": told})
    return parts


def _task(task: Any, now: Any) -> dict[str, Any]:
    return {
        "id": task.pk,
        "title": task.title,
        "note": task.note,
        "due": task.due_at.isoformat() if task.due_at else "",
        "late": task.due_at is not None and task.due_at < now,
        "customer": {"id": task.customer_id, "name": task.customer.name} if task.customer else None,
    }
