"""One page for a meeting in half an hour."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.core import clock, slots
from guanxi.core.slots import Label
from guanxi.customers.views.answers import customer_or_404


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that matters about a customer, each line linked to its record; `?print` is for paper."""
    customer = customer_or_404(request, pk)
    now = clock.now()
    parts: list[dict[str, Any]] = []
    missing: list[tuple[str, str]] = []
    silent: list[Label] = []
    for part in slots.parts_of("customer", request.actor):
        content = part.content(customer, request.actor, now)
        if content is None:
            continue
        missing += content.get("missing", ())
        if content.get("empty"):
            silent.append(part.title)
        else:
            parts.append({"title": part.title, "template": part.template, "content": content})
    context = {
        "customer": customer,
        "title": _("Briefing: %(name)s") % {"name": customer.name},
        "parts": parts,
        "missing": missing,
        "silent": silent,
        "now": now,
        "printing": "print" in request.GET,
    }
    return render(request, "customers/briefing.html", context)
