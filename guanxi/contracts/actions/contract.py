"""Contracts: made, changed, handed over, put into the bin and taken out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.approvals.actions.approval import outdate
from guanxi.contracts.actions.approval import facts_now, require_no_more
from guanxi.contracts.actions.ledger import check_amount, lock, settle
from guanxi.contracts.actions.status import require_change, sign
from guanxi.contracts.approving import quoted_of
from guanxi.contracts.models import Contract, Instalment, Invoice
from guanxi.contracts.queries.contract import contracts, plan_of
from guanxi.contracts.searching import index_contracts
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.customers.queries.customer import customers
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.quote import quotes
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Company, Member
from guanxi.staff.queries.company import company_customs

LINKS = {"customer", "opportunity", "quote"}
TEXTS = {"number", "name", "currency", "note", "terms"}
AGREED = {"amount", "currency", "terms", "quote", "starts_on", "ends_on"}  # what those who approve agree to
PLAIN = TEXTS | {"amount", "starts_on", "ends_on", "warn_days"}
GIVEN = gettext_noop("{who} gave you a contract: {contract}")
MANY = gettext_noop("{who} gave you {number} contracts.")


class NumberTaken(Refused):
    """Another contract has this number."""

    code = "number_taken"


@transaction.atomic
def create_contract(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Contract:
    """A new contract of `values` by field name; with `signed_on` it is in force at once, else a draft.

    Without an owner it is the actor's own; giving it to a colleague needs "assign". Raises `Refused`.
    """
    actor.require("create", "contract")
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    owner_id = given.pop("owner", None) or actor.member_id
    signed_on: date | None = given.pop("signed_on", None)
    contract = Contract(owner_id=actor.member_id, created_at=at, warn_days=company_customs().warn_days)
    _take(contract, given, actor)
    if contract.customer_id is None:
        raise Refused(_("Say with which customer it is."), field="customer")
    _save(contract)
    _index(contract)
    if signed_on:
        contract = sign(contract, signed_on, actor=actor, at=at)
    if owner_id != actor.member_id:
        assign_contracts([contract.pk], owner_id, actor=actor, at=at)
        contract.owner_id = owner_id
    return contract


@transaction.atomic
def edit_contract(contract: Contract, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Contract:
    """Change fields. A day of signing puts a draft in force; another owner goes the way of `assign_contracts`.

    Amount, currency and customer stay once money was received or invoiced; another amount changes a plan of one
    instalment with it, of several it is refused (`set_plan` changes both). Raises `Refused`.
    """
    require_change(contract, actor)
    given = {name.removesuffix("_id"): value for name, value in changes.items()}
    signed_on, owner_id = given.pop("signed_on", contract.signed_on), given.pop("owner", None)
    locked = lock(contract.pk)
    if locked.status == Contract.Status.VOID and given:
        raise Refused(_("This contract is void; it stays as it is."))
    before = (locked.amount, locked.currency, locked.customer_id)
    agreed = facts_now(locked, at) if given.keys() & AGREED and locked.is_owed else None
    _take(locked, given, actor)
    if locked.customer_id is None:
        raise Refused(_("Say with which customer it is."), field="customer")
    _check_money(locked, before)
    _save(locked)
    if locked.amount != before[0]:
        settle([locked.pk])
    if given.keys() & {"number", "name"}:
        _index(locked)
    if agreed is not None:
        require_no_more(agreed, locked, at)
    elif given:
        outdate("contract", [locked.pk], actor=actor, at=at)
    if signed_on != locked.signed_on:
        sign(locked, signed_on, actor=actor, at=at)
    if owner_id and owner_id != locked.owner_id:
        assign_contracts([locked.pk], owner_id, actor=actor, at=at)
    return contracts(actor).filter(pk=locked.pk).first() or locked


def _check_money(contract: Contract, before: tuple[Any, Any, Any]) -> None:
    """What the money received and invoiced is about does not change under it; a plan of one instalment follows."""
    amount, currency, customer_id = before
    changed = [
        name
        for name, same in (
            ("currency", contract.currency == currency),
            ("customer", contract.customer_id == customer_id),
            ("amount", contract.amount == amount),
        )
        if not same
    ]
    if not changed:
        return
    booked = contract.received or Invoice.objects.filter(contract=contract, status=Invoice.Status.ISSUED).exists()
    if booked and changed != ["amount"]:
        raise Refused(_("Money was received or invoiced for it already; this stays."), field=changed[0])
    if "amount" in changed:
        _check_plan(contract)


def _check_plan(contract: Contract) -> None:
    plan = plan_of(contract)
    if len(plan) > 1:
        raise Refused(_("Change the amount in the payment plan, together with the instalments."), field="amount")
    check_invoiced(contract)
    if contract.amount < contract.received:
        raise Refused(_("More than that was received already."), field="amount")
    for one in plan:
        Instalment.objects.filter(pk=one.pk).update(amount=contract.amount)


def check_invoiced(contract: Contract) -> None:
    """Raise `Refused` where invoices say more than the contract."""
    from guanxi.contracts.queries.contract import invoiced

    if contract.amount < invoiced(contract):
        raise Refused(_("More than that was invoiced already."), field="amount")


def _take(contract: Contract, given: Mapping[str, Any], actor: Actor) -> None:
    """Put values into their columns, each checked."""
    if unknown := given.keys() - PLAIN - LINKS:
        raise TypeError(f"a contract has no {sorted(unknown)}")
    for name, value in given.items():
        if name in LINKS:
            setattr(contract, f"{name}_id", getattr(value, "pk", value))
        else:
            setattr(contract, name, (value or "").strip() if name in TEXTS else value)
    if not contract.number:
        raise Refused(_("A contract needs a number."), field="number")
    contract.name = contract.name or contract.number
    if "amount" in given or contract.amount is None:
        contract.amount = check_amount(contract.amount)
    _check_terms(contract)
    if given.keys() & {"ends_on", "warn_days"}:
        contract.warn_on = warning_day(contract.ends_on, contract.warn_days)
    _check_links(contract, given, actor)
    _check_quote(contract, given, actor)


def _check_terms(contract: Contract) -> None:
    """Currency, warning and span of a contract; without a currency it has the company's."""
    if not contract.currency:
        contract.currency = Company.objects.values_list("currency", flat=True).first() or "CNY"
    currency = contract.currency
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Refused(_("Give the currency by its three letters, such as CNY."), field="currency")
    if contract.warn_days is not None and not 0 <= contract.warn_days <= 730:
        raise Refused(_("The warning comes 0 to 730 days before the end."), field="warn_days")
    if contract.starts_on and contract.ends_on and contract.ends_on < contract.starts_on:
        raise Refused(_("It ends before it starts."), field="ends_on")


def warning_day(ends_on: date | None, warn_days: int | None) -> date | None:
    """When the owner is told that it ends; never, where one of both is not given."""
    if ends_on is None or warn_days is None:
        return None
    return max(date.min + timedelta(days=730), ends_on) - timedelta(days=warn_days)


def _check_links(contract: Contract, given: Mapping[str, Any], actor: Actor) -> None:
    if given.get("customer") and not customers(actor).filter(pk=contract.customer_id or 0).exists():
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    if given.get("opportunity"):
        rows = Opportunity.objects.alive().filter(
            pk=contract.opportunity_id or 0, customer_id=contract.customer_id or 0
        )
        if not rows.exists():
            raise Refused(_("This opportunity belongs to another customer."), field="opportunity")


def _check_quote(contract: Contract, given: Mapping[str, Any], actor: Actor) -> None:
    """A quote is one that this customer accepted; what it said is kept, as is the opportunity it was for."""
    if not contract.quote_id or not given.keys() & {"quote", "customer"}:
        contract.quoted = contract.quoted if contract.quote_id else None
        return
    found = quotes(actor).filter(pk=contract.quote_id, customer_id=contract.customer_id or 0, status="accepted").first()
    if found is None:
        raise Refused(_("Choose a quote that this customer accepted."), field="quote")
    contract.quoted = quoted_of(found)
    if contract.opportunity_id is None and "opportunity" not in given:
        contract.opportunity_id = found.opportunity_id


def _save(contract: Contract) -> None:
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as error:
        raise NumberTaken(_("Another contract has this number."), field="number") from error


def _index(contract: Contract) -> None:
    index_contracts([(contract.pk, contract.owner_id, contract.number, contract.name)])


@transaction.atomic
def assign_contracts(ids: Sequence[int], owner_id: int | None, *, actor: Actor, at: datetime) -> int:
    """Give contracts to a colleague, who is told once; answers how many changed hands. Hidden ones stay."""
    actor.require("assign", "contract")
    actor.require("edit", "contract")
    if owner_id is None or not Member.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused(_("Choose a colleague who works here."), field="owner")
    names = {one.pk: str(one) for one in Contract.objects.alive().filter(pk__in=ids)}
    with connection.cursor() as cursor:
        cursor.execute("select guanxi_assign('contracts_contract', %s, %s)", [list(names), owner_id])
        moved = [row[0] for row in cursor.fetchall()]
    if moved and owner_id != actor.member_id:
        who = Member.objects.filter(pk=actor.member_id or 0).values_list("name", flat=True).first() or "Guanxi"
        if len(moved) == 1:
            url, told = reverse("contract_record", args=[moved[0]]), {"who": who, "contract": names[moved[0]]}
            notify(owner_id, "contracts.contract", GIVEN, told, url, actor=actor, at=at)
        else:
            url, told = reverse("contract_list"), {"who": who, "number": str(len(moved))}
            notify(owner_id, "contracts.contract", MANY, told, url, actor=actor, at=at)
    return len(moved)


@transaction.atomic
def delete_contracts(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put contracts into the bin; answers how many. Refused where money was received: such a one is ended or void."""
    actor.require("delete", "contract")
    rows = Contract.objects.alive().visible_to(actor).filter(pk__in=ids)
    paid = rows.filter(received__gt=0).order_by("pk").first()
    if paid is not None:
        raise Refused(_("Money was received for contract %(number)s: it stays.") % {"number": paid.number})
    outdate("contract", list(rows.values_list("pk", flat=True)), actor=actor, at=at)
    return rows.update(deleted_at=at)


@transaction.atomic
def restore_contracts(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take contracts out of the bin; refuses where the number was given away meanwhile."""
    actor.require("delete", "contract")
    try:
        with transaction.atomic():
            return Contract.objects.binned().visible_to(actor).filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise NumberTaken(_("Another contract has this number by now.")) from error
