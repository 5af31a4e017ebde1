"""How the customers' views answer: a page or 404, a dialog, a refusal at its field, a toast."""

import json
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.translation import gettext as _

from guanxi.core.refused import Refused
from guanxi.customers.actions.identity import Held
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers

DIALOGS = "#dialogs"


def customer_or_404(request: HttpRequest, pk: int, *, may: Any = None) -> Customer:
    """The customer if the actor sees it (and `may(customer, actor)`), else 404."""
    found = customers(request.actor).select_related("owner").filter(pk=pk).first()
    if found is None or (may is not None and not may(found, request.actor)):
        raise Http404
    return found


def refuse(form: Form, refusal: Refused) -> None:
    """Put a refusal at the field it names, with a link to the customer that holds the value."""
    name = refusal.field if refusal.field in form.fields else None
    sentence: Any = force_str(refusal.sentence)
    if isinstance(refusal, Held) and refusal.holder.url:
        sentence = format_html('{} <a href="{}" target="_blank">{}</a>', sentence, refusal.holder.url, _("Open it"))
    form.add_error(name, sentence)


def dialog(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    """A form in a dialog that opens by itself; with errors it is answered as 422 and takes the place of the first."""
    status = settled(form)
    given = {"form": form, "action": request.get_full_path(), **context}
    return render(request, "customers/dialog.html", given, status=status)


def dialog_about_people(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any], *, done: str, **context: Any
) -> HttpResponse:
    """A form about who or where a customer is. Sent and right: `act` takes its values, and the page shows them anew."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            return told(HttpResponse(), done, closeDialog=True, people=True)
        except Refused as refusal:
            refuse(form, refusal)
    return dialog(request, form, **context)


def settled(form: Form) -> int:
    """The status that goes with a form; one with errors leaves the focus to its summary."""
    if not form.errors:
        return 200
    for one in form.fields.values():
        one.widget.attrs.pop("autofocus", None)
    return 422


def told(response: HttpResponse, text: str = "", *, undo: str = "", **events: Any) -> HttpResponse:
    """The answer with a toast; `events` are triggered on the page."""
    if text:
        events["toast"] = {"text": text} | ({"undo": undo} if undo else {})
    response["HX-Trigger"] = json.dumps(events)
    return response
