"""How the views of sales answer: an opportunity or 404, a dialog, a refusal at its field, a toast."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str

from guanxi.core.refused import Refused
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.opportunity import opportunity_of
from guanxi.sales.rules import may_change
from guanxi.ui.trying import refuse


def opportunity_or_404(request: HttpRequest, pk: int, *, change: bool = False) -> Opportunity:
    """The opportunity, if the member sees it (and may change it)."""
    found = opportunity_of(pk)
    if found is None or not request.actor.may("see", "opportunity"):
        raise Http404
    if change and not may_change(found, request.actor):
        raise Http404
    return found


def dialog(request: HttpRequest, template: str = "sales/dialog.html", **context: Any) -> HttpResponse:
    """A dialog that opens by itself; with errors it is answered as 422 and takes the place of the first."""
    form = context.get("form")
    answer = render(request, template, context, status=422 if form is not None and form.errors else 200)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def asked(request: HttpRequest, form: Form, act: Callable[[], object], said: str, **context: Any) -> HttpResponse:
    """A dialog with a form: what is sent is done and told as `said`; asked again, with the reason, where it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, said, on_board=False)
    return dialog(request, form=form, **context)


def done(request: HttpRequest, text: str, *, undo: str = "", on_board: bool) -> HttpResponse:
    """What was done, with its undo: the board is read anew, another page is loaded again."""
    answer = HttpResponse("")
    if on_board:
        toast = {"text": force_str(text)} | ({"undo": undo} if undo else {})
        answer["HX-Trigger"] = json.dumps({"toast": toast, "closeDialog": True, "boardChanged": True})
    else:
        messages.success(request, text, extra_tags=undo)
        answer["HX-Refresh"] = "true"
    return answer


def said(sentence: Any) -> HttpResponse:
    """A refusal as a toast."""
    answer = HttpResponse("", status=200)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": force_str(sentence), "tone": "bad"}})
    answer["HX-Reswap"] = "none"
    return answer
