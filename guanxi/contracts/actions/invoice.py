"""Invoices, written down and made void, and the titles in which customers want them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.contracts.actions.ledger import check_amount, lock
from guanxi.contracts.models import BillingTitle, Invoice
from guanxi.contracts.queries.contract import invoiced
from guanxi.contracts.rules import may_book
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_edit
from guanxi.ui.words import money_text

WORDS = {"number", "title", "tax_number", "note"}
TITLE = {"title", "tax_number", "address", "phone", "bank", "account"}


class NumberTaken(Refused):
    """Another invoice has this number."""

    code = "number_taken"


@transaction.atomic
def record_invoice(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Invoice:
    """An invoice was issued: `values` by field name, among them `contract`, `number`, `title` and `amount`.

    Raises `Refused` for a contract that is not in force, and where invoices would say more than the contract.
    """
    actor.require("create", "invoice")
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    pk = given.pop("contract", None)
    contract = lock(getattr(pk, "pk", pk) or 0, change=False)
    if not may_book(contract, actor, "invoice"):
        raise NotAllowed(_("You may see this contract but not write invoices for it."))
    if not contract.is_owed:
        raise Refused(_("Invoices are for contracts that are signed and not void."), field="contract")
    invoice = Invoice(contract=contract, customer_id=contract.customer_id, currency=contract.currency, created_at=at)
    invoice.amount = check_amount(given.pop("amount", None))
    today = timezone.localtime(at).date()
    invoice.issued_on = given.pop("issued_on", None) or today
    if invoice.issued_on > today:
        raise Refused(_("The day lies in the future."), field="issued_on")
    if invoice.amount > contract.amount - invoiced(contract):
        left = contract.amount - invoiced(contract)
        raise Refused(
            _("Of this contract %(left)s can still be invoiced.") % {"left": money_text(left, contract.currency)},
            field="amount",
            code="more_than_contract",
        )
    return _write(invoice, given)


@transaction.atomic
def edit_invoice(invoice: Invoice, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Invoice:
    """Put number, title, kind or note right. Another amount is another invoice: make this one void."""
    locked = _locked(invoice, actor)
    if locked.status == Invoice.Status.VOID:
        raise Refused(_("This invoice is void; it stays as it is."))
    return _write(locked, changes)


@transaction.atomic
def void_invoice(invoice: Invoice, reason: str, *, actor: Actor, at: datetime) -> Invoice:
    """It does not count; it stays to be seen, with the reason."""
    locked = _locked(invoice, actor)
    if not reason.strip():
        raise Refused(_("Say why it is void."), field="reason")
    if locked.status != Invoice.Status.VOID:
        locked.status, locked.void_reason, locked.voided_at = Invoice.Status.VOID, reason.strip()[:300], at
        locked.save()
    return locked


def _locked(invoice: Invoice, actor: Actor) -> Invoice:
    contract = lock(invoice.contract_id, change=False)
    if not may_book(contract, actor, "invoice", "edit"):
        raise NotAllowed(_("You may see this contract but not change its invoices."))
    return Invoice.objects.get(pk=invoice.pk)


def _write(invoice: Invoice, given: Mapping[str, Any]) -> Invoice:
    if unknown := given.keys() - WORDS - {"kind"}:
        raise TypeError(f"an invoice has no {sorted(unknown)}")
    for name, value in given.items():
        setattr(invoice, name, (value or "").strip())
    invoice.kind = invoice.kind or Invoice.Kind.SPECIAL
    if not invoice.number:
        raise Refused(_("An invoice needs its number."), field="number")
    if not invoice.title:
        raise Refused(_("An invoice needs a title."), field="title")
    if invoice.kind not in Invoice.Kind.values:
        raise Refused(_("Choose one from the list."), field="kind")
    if invoice.kind == Invoice.Kind.SPECIAL and not invoice.tax_number:
        raise Refused(_("A VAT special invoice needs the tax number."), field="tax_number")
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as error:
        raise NumberTaken(_("Another invoice has this number."), field="number") from error
    return invoice


@transaction.atomic
def save_title(
    customer: Customer, values: Mapping[str, Any], title: BillingTitle | None = None, *, actor: Actor, at: datetime
) -> BillingTitle:
    """Keep a billing title of a customer, new or changed. Invoices keep the words they were issued with."""
    _require(customer, actor)
    if unknown := values.keys() - TITLE:
        raise TypeError(f"a billing title has no {sorted(unknown)}")
    found = title or BillingTitle(customer=customer, created_at=at)
    for name, value in values.items():
        setattr(found, name, (value or "").strip())
    if not found.title:
        raise Refused(_("A billing title needs the name that stands on the invoice."), field="title")
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise Refused(_("This customer has this title already."), field="title") from error
    return found


@transaction.atomic
def remove_title(customer: Customer, title: BillingTitle, *, actor: Actor, at: datetime) -> None:
    """Put a billing title into the bin."""
    _require(customer, actor)
    BillingTitle.objects.alive().filter(pk=title.pk, customer=customer).update(deleted_at=at)


def _require(customer: Customer, actor: Actor) -> None:
    if not may_edit(customer, actor):
        raise NotAllowed(_("You may see this customer but not change it."))
