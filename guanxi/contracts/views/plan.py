"""The payment plan of a contract, as a page with a row for each instalment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.contracts.actions.plan import set_plan
from guanxi.contracts.forms import AmountForm, InstalmentForms, PartsForm, planned_of
from guanxi.contracts.models import Contract
from guanxi.contracts.queries.contract import plan_of
from guanxi.contracts.rules import equal_parts, months_later
from guanxi.contracts.views.answers import contract_or_404
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.ui.trying import refuse


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as it stands, or parted anew into `?parts=` equal instalments; saved when it is sent."""
    contract = contract_or_404(request, pk, change=True)
    standing = plan_of(contract)
    helper = PartsForm(
        request.GET if "parts" in request.GET else None, initial={"parts": 3, "every": 1, "first": contract.signed_on}
    )
    initial: list[dict[str, Any]] = [
        {"id": one.pk, "due_on": one.due_on, "amount": one.amount, "name": one.name} for one in standing
    ]
    if helper.is_bound and helper.is_valid() and not contract.received:
        initial = _parted(contract, helper)
    form = AmountForm(request.POST or None, initial={"amount": contract.amount})
    rows = InstalmentForms(request.POST or None, initial=initial, prefix="rows")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            set_plan(contract, planned_of(rows), form.cleaned_data["amount"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The payment plan is saved."))
            return redirect("contract_record", pk)
    wrong = bool(request.method == "POST" and (form.errors or any(rows.errors) or rows.non_form_errors()))
    context = {
        "contract": contract,
        "form": form,
        "rows": rows,
        "helper": None if contract.received else helper,
        "title": _("Payment plan of %(number)s") % {"number": contract.number},
    }
    return render(request, "contracts/plan.html", context, status=422 if wrong else 200)


def _parted(contract: Contract, helper: PartsForm) -> list[dict[str, Any]]:
    given = helper.cleaned_data
    try:
        amounts = equal_parts(contract.amount, given["parts"])
    except ValueError:
        helper.add_error("parts", _("So many instalments would be less than a cent each."))
        return []
    days = [months_later(given["first"], given["every"] * n) for n in range(len(amounts))]
    return [{"due_on": day, "amount": amount} for day, amount in zip(days, amounts, strict=True)]
