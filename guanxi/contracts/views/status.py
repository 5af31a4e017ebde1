"""What becomes of a contract: signed, ended, in force again, void."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.contracts.actions import status
from guanxi.contracts.actions.approval import ask_for_contract
from guanxi.contracts.approving import flags_of
from guanxi.contracts.forms import AskForm, ReasonForm, SignForm
from guanxi.contracts.views.answers import contract_or_404, dialog, done
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for the day of signing."""
    contract = contract_or_404(request, pk, change=True)
    form = SignForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            status.sign(contract, form.cleaned_data["signed_on"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The contract is in force."))
    action = reverse("contract_sign", args=[pk])
    note = _("Without a payment plan the whole amount is due on its first day. You can change that afterwards.")
    return dialog(request, form=form, action=action, title=_("The contract was signed"), submit=_("Save"), note=note)


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those whom the rules name to approve a draft as it stands."""
    contract = contract_or_404(request, pk, change=True)
    form = AskForm(request.POST if request.method == "POST" else None, odd=bool(flags_of(contract)))
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_contract(contract, reason=form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            turn = made.turns.select_related("approver").filter(is_open=True).first()
            return done(
                request,
                pk,
                _("%(name)s was asked. You are told the answer.") % {"name": turn.approver.name if turn else ""},
            )
    action = reverse("contract_approval", args=[pk])
    title = _("Ask for approval of %(number)s") % {"number": contract.number}
    note = _(
        "Those who have to agree are asked one after the other. If you change the contract, approval is asked for anew."
    )
    words = {"title": title, "submit": _("Ask"), "errors_heading": _("It was not asked"), "note": note}
    return dialog(request, form=form, action=action, **words)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It has run out."""
    return _quick(request, pk, status.end, _("The contract has ended. What is owed for it stays owed."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in force again."""
    return _quick(request, pk, status.reopen, _("The contract is in force again."))


def _quick(request: HttpRequest, pk: int, action: Callable[..., Any], text: str) -> HttpResponse:
    contract = contract_or_404(request, pk, change=True)
    try:
        action(contract, actor=request.actor, at=clock.now())
    except Refused as refusal:
        text = str(refusal)
    return done(request, pk, text)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for the reason."""
    contract = contract_or_404(request, pk, change=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            status.void(contract, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The contract is void."))
    action = reverse("contract_void", args=[pk])
    return dialog(request, form=form, action=action, title=_("Make the contract void"), submit=_("Make void"))
