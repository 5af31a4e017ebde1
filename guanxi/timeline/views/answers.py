"""How the timeline's views answer: a toast, a refusal beside the form, the page that a record belongs to."""

import json
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str

from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers


def customer_or_404(request: HttpRequest, customer_id: int) -> Customer:
    """The customer, if the member sees it."""
    found = customers(request.actor).filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def refuse(form: Form, refusal: Refused) -> None:
    """Put a refusal at the field it names."""
    name = refusal.field if refusal.field in form.fields else None
    form.add_error(name, force_str(refusal.sentence))


def refused(request: HttpRequest, form: Form, target: str, **context: Any) -> HttpResponse:
    """422: the errors go to `target`; the form stays as it is, with everything that was typed and attached."""
    response = render(request, "timeline/parts/refusal.html", {"form": form, **context}, status=422)
    response["HX-Retarget"] = target
    response["HX-Reswap"] = "innerHTML"
    return response


def with_toast(response: HttpResponse, text: str, *, undo: str = "", **events: Any) -> HttpResponse:
    """The answer, and a toast on the page; `events` are triggered there too."""
    toast = {"text": force_str(text)} | ({"undo": undo} if undo else {})
    response["HX-Trigger"] = json.dumps({"toast": toast, **events})
    return response
