"""How the views of contracts answer: a contract or 404, a dialog, a refusal at its field, the page anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.contracts.models import Contract
from guanxi.contracts.queries.contract import contracts
from guanxi.contracts.rules import may_book, may_change


def contract_or_404(request: HttpRequest, pk: int, *, change: bool = False, book: str = "") -> Contract:
    """The contract, if the member sees it (and may change it, or do what `book` says: "payment.create")."""
    actor = request.actor
    rows = contracts(actor).select_related("customer", "opportunity", "owner")
    found = rows.filter(pk=pk).first()
    if found is None or not actor.may("see", "contract") or (change and not may_change(found, actor)):
        raise Http404
    kind, _, verb = book.partition(".")
    if book and not may_book(found, actor, kind, verb):
        raise Http404
    return found


def dialog(request: HttpRequest, template: str = "contracts/dialog.html", **context: Any) -> HttpResponse:
    """A dialog that opens by itself; with errors it is answered as 422 and takes the place of the first."""
    form = context.get("form")
    answer = render(request, template, context, status=422 if form is not None and form.errors else 200)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def done(request: HttpRequest, pk: int, text: str) -> HttpResponse:
    """What was done; the contract's page is loaded again."""
    messages.success(request, text)
    if not request.headers.get("HX-Request"):
        return redirect("contract_record", pk)
    answer = HttpResponse("")
    answer["HX-Refresh"] = "true"
    return answer
