"""Invoices of a contract and billing titles of its customer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.contracts.actions.invoice import record_invoice, remove_title, save_title, void_invoice
from guanxi.contracts.forms import InvoiceForm, ReasonForm, TitleForm
from guanxi.contracts.models import BillingTitle, Contract
from guanxi.contracts.queries.contract import invoiced, invoices, titles_of
from guanxi.contracts.views.answers import contract_or_404, dialog, done
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.rules import may_edit
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for an invoice; it begins with what is not invoiced yet, in a title of the customer (`?title=`)."""
    contract = contract_or_404(request, pk, book="invoice.create")
    titles = titles_of(contract.customer_id)
    chosen = next((one for one in titles if str(one.pk) == request.GET.get("title")), titles[0] if titles else None)
    initial: dict[str, Any] = {"amount": contract.amount - invoiced(contract), "issued_on": timezone.localdate()}
    if chosen:
        initial |= {"title": chosen.title, "tax_number": chosen.tax_number}
    elif contract.customer:
        initial["title"] = contract.customer.name
    form = InvoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record_invoice({"contract": contract.pk, **form.cleaned_data}, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The invoice was written down."))
    action = reverse("contract_invoice_add", args=[pk])
    return dialog(
        request,
        "contracts/invoice_dialog.html",
        form=form,
        action=action,
        titles=titles,
        chosen=chosen,
        contract=contract,
    )


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int, invoice_id: int) -> HttpResponse:
    """A dialog for the reason."""
    contract_or_404(request, pk, book="invoice.edit")
    invoice = invoices(request.actor).filter(pk=invoice_id, contract_id=pk).first()
    if invoice is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_invoice(invoice, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The invoice is void."))
    action = reverse("contract_invoice_void", args=[pk, invoice_id])
    title = _("Make invoice %(number)s void") % {"number": invoice.number}
    return dialog(request, form=form, action=action, title=title, submit=_("Make void"))


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """An invoice stands on the page of its contract."""
    found = invoices(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    contract_or_404(request, found.contract_id)
    return redirect(f"{reverse('contract_record', args=[found.contract_id])}#invoice-{pk}")


@require_http_methods(["GET", "POST"])
def title(request: HttpRequest, pk: int, title_id: int = 0) -> HttpResponse:
    """A dialog for a billing title of the contract's customer, new or as it stands."""
    contract = _with_titles(request, pk)
    known = _title(contract, title_id) if title_id else None
    names = TitleForm.base_fields
    initial = {name: getattr(known, name) for name in names} if known else {"title": contract.customer.name}
    form = TitleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_title(contract.customer, form.cleaned_data, known, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The billing title is saved."))
    action = request.path
    words = _("Billing title") if known else _("New billing title")
    return dialog(request, form=form, action=action, title=words, submit=_("Save"))


@require_POST
def drop_title(request: HttpRequest, pk: int, title_id: int) -> HttpResponse:
    """One billing title less."""
    contract = _with_titles(request, pk)
    remove_title(contract.customer, _title(contract, title_id), actor=request.actor, at=clock.now())
    return done(request, pk, _("The billing title is gone."))


def _with_titles(request: HttpRequest, pk: int) -> Contract:
    contract = contract_or_404(request, pk)
    if contract.customer is None or not may_edit(contract.customer, request.actor):
        raise Http404
    return contract


def _title(contract: Contract, title_id: int) -> BillingTitle:
    found = next((one for one in titles_of(contract.customer_id) if one.pk == title_id), None)
    if found is None:
        raise Http404
    return found
