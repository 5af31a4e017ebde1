"""Colleagues to choose from, for mentions and for giving tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guanxi.customers.queries.customer import customers
from guanxi.timeline.queries.colleague import colleagues_like


@require_GET
def colleagues(request: HttpRequest) -> HttpResponse:
    """Options for a listbox: active colleagues by name, pinyin or initials."""
    text = request.GET.get("q") or request.GET.get("owner_q") or ""
    found = [(one.pk, one.name, one.title or one.email) for one in colleagues_like(text[:60])]
    return render(request, "timeline/parts/options.html", {"options": found, "text": text})


@require_GET
def choosable_customers(request: HttpRequest) -> HttpResponse:
    """Options for a listbox: customers the member sees, by what he types."""
    from guanxi.core.search import find

    text = (request.GET.get("customer_q") or request.GET.get("q") or "")[:100]
    ids = [hit.record_id for hit in find(text, request.actor, limit=8, kind="customer")]
    rows = {one.pk: one for one in customers(request.actor).filter(pk__in=ids)}
    found = [(pk, rows[pk].name, rows[pk].city) for pk in ids if pk in rows]
    return render(request, "timeline/parts/options.html", {"options": found, "text": text})
