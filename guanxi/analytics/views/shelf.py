"""What is bought together and next: panels on a customer and a product, the card of how good it is, what is left out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guanxi.analytics.actions.leftout import leave_out
from guanxi.analytics.models import Question, Shelf
from guanxi.analytics.queries import interest
from guanxi.analytics.queries import shelf as queries
from guanxi.analytics.queries.chance import lessons
from guanxi.analytics.queries.linecases import DAYS
from guanxi.analytics.wording import WHY as LINE_WHY
from guanxi.analytics.wording import said
from guanxi.commerce.models import Product
from guanxi.commerce.queries.product import products
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.queries.customer import customers

LINES = 3  # that are shown at once
TOLD = 5  # as many products are told
WHY = gettext_lazy(
    "There is too little to learn from: it takes 100 customers who bought on two days, and something new on the last one."
)


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What a customer is likely to buy next, and what he buys again and again."""
    actor = request.actor
    if not actor.may("see", "fact") or not customers(actor).filter(pk=customer_id).exists():
        raise Http404
    if not (actor.may("see", "order") and actor.may("see", "product")):
        return render(request, "analytics/likely_panel.html", {"hidden": True})
    told, latest = queries.of_customer(customer_id), queries.latest()
    context = {
        "customer_id": customer_id,
        "new": _new(told) if told else [],
        "again": _again(told) if told else [],
        "latest": latest,
        "why": WHY if latest and latest.refused else "",
        "tried": tried(latest),
        **_lines(customer_id),
        "may_quote": actor.may("create", "quote"),
    }
    return render(request, "analytics/likely_panel.html", context)


def _lines(customer_id: int) -> dict[str, Any]:
    """Interest in product lines with its reasons, or why none is told."""
    rows = interest.of_customer(customer_id)
    if rows:
        shown = [{"it": one, "percent": round(100 * one.chance), "above": said(one.above), "below": said(one.below)} for one in rows]  # fmt: skip
        return {"lines": shown[:LINES], "more_lines": shown[LINES:], "days": DAYS}
    used, last = lessons()[Question.LINE]
    return {"line_why": LINE_WHY.get(last.refused, "") if last and not used else ""}


@require_GET
def product_panel(request: HttpRequest, product_id: int) -> HttpResponse:
    """What is bought together with a product."""
    product = _product(request, product_id)
    latest = queries.latest()
    context = {
        "product": product,
        "rows": [_companion(one) for one in queries.companions(product.pk)],
        "latest": latest,
        "why": WHY if latest and latest.refused else "",
        "is_left_out": queries.is_left_out(product.pk),
        "may_leave_out": request.actor.may("administer", "fact"),
    }
    return render(request, "analytics/companions_panel.html", context)


@require_POST
def propose(request: HttpRequest, product_id: int) -> HttpResponse:
    """Leave a product out of what is told, or take it in again."""
    product = _product(request, product_id)
    out = request.POST.get("out") == "1"
    try:
        leave_out(product.pk, actor=request.actor, at=clock.now(), out=out)
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("product_record", product.pk)
    sentence = _("Left out from the next learning on.") if out else _("Taken in again from the next learning on.")
    messages.success(request, sentence)
    return redirect("product_record", product.pk)


def tried(latest: Shelf | None) -> dict[str, Any] | None:
    """How it did on days that were left out, in percent; None where nothing was learnt."""
    if latest is None or latest.refused:
        return None
    card = latest.card
    rows: list[dict[str, Any]] = []
    for k, row in card["at"].items():
        figures = {name: _percent(*row[name]) for name in ("foretold", "bestsellers", "gain")}
        rows.append({"k": int(k), **figures, "cells": [*figures.values()]})
    repeats = _percent(*card["repeats"]) if card["repeats"] else None
    return {
        "it": latest,
        "card": card,
        "rows": rows,
        "first": next(row for row in rows if row["k"] == TOLD),
        "repeats": repeats,
    }


def _percent(value: float, low: float, high: float) -> dict[str, int]:
    return {name: round(100 * one) for name, one in (("value", value), ("low", low), ("high", high))}


def _new(told: queries.Told) -> list[dict[str, Any]]:
    found = []
    for product_id, because_id, last, both, of, times, *_money in told.likely.new:
        product, because = told.products.get(product_id), told.products.get(because_id)
        if product is None or (because_id and because is None):
            continue  # in the bin since
        share = round(100 * both / of)
        found.append({"product": product, "because": because, "last": last, "both": both, "of": of, "share": share, "times": times})  # fmt: skip
    return found


def _again(told: queries.Told) -> list[dict[str, Any]]:
    found = []
    for product_id, times, first, last in told.likely.again:
        if product_id in told.products:
            days = (date.fromisoformat(last) - date.fromisoformat(first)).days
            found.append({"product": told.products[product_id], "times": times, "last": last, "gap": round(days / (times - 1))})  # fmt: skip
    return found


def _companion(one: Any) -> dict[str, Any]:
    return {"it": one, "share": _percent(one.share, one.share_low, one.share_high)}


def _product(request: HttpRequest, product_id: int) -> Product:
    if not request.actor.may("see", "fact"):
        raise Http404
    found: Product = get_object_or_404(products(request.actor), pk=product_id)
    return found
