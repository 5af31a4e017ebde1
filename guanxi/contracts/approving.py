"""A contract as those see it who have to approve it: what the rules ask about, and what it says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from guanxi.approvals import documents
from guanxi.approvals.rules import Facts
from guanxi.commerce.queries.pricebook import own_currency, rate_between
from guanxi.commerce.rules.arithmetic import exchanged
from guanxi.contracts.models import Contract, Instalment
from guanxi.contracts.rules import CENT
from guanxi.sales.models import Quote

KIND = "contract"
PRICE, TERMS = "quote_price", "quote_terms"
DAYS = ("starts_on", "ends_on")


def quoted_of(quote: Quote) -> dict[str, str]:
    """What an accepted quote says, to be kept with its contract: whoever signs that need not see the quote."""
    said = {"number": quote.number, "currency": quote.currency, "terms": quote.terms}
    return {**said, "version": str(quote.version), "total": str(quote.total.quantize(CENT))}


def flags_of(contract: Contract) -> tuple[str, ...]:
    """In what it differs from the quote that the customer accepted."""
    quoted = contract.quoted
    if not quoted:
        return ()
    price = quoted["currency"] != contract.currency or Decimal(quoted["total"]) != contract.amount
    terms = quoted["terms"].split() != contract.terms.split()
    return tuple(name for name, stands in ((PRICE, price), (TERMS, terms)) if stands)


def facts_of(contract: Contract, plan: Sequence[Instalment], today: date) -> Facts:
    """What rules ask: the amount in the company's currency, and in what it differs from its quote. Reads rates only."""
    name = contract.customer.name if contract.customer else ""
    data = {
        "number": contract.number,
        "name": contract.name,
        "customer": name,
        "amount": str(contract.amount),
        "currency": contract.currency,
        "terms": contract.terms,
        "quoted": contract.quoted,
        "plan": [[one.due_on.isoformat(), str(one.amount), one.name] for one in plan],
        **{name: day.isoformat() if (day := getattr(contract, name)) else None for name in DAYS},
    }
    rate, own = rate_between(contract.currency, own_currency(), today), own_currency()
    return Facts(
        document=KIND,
        record_id=contract.pk,
        title=" · ".join(filter(None, [str(contract), name])),
        owner_id=contract.owner_id,
        customer_id=contract.customer_id,
        amount=None if rate is None else exchanged(contract.amount, rate, own),
        discount=Decimal(0),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        flags=flags_of(contract),
        shown=data,
    )


def shown(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was kept, for the template: amounts as decimals, days as days."""
    quoted = kept["quoted"]
    return {
        **kept,
        "amount": Decimal(kept["amount"]),
        "quoted": {**quoted, "total": Decimal(quoted["total"])} if quoted else None,
        "plan": [(parse_date(day), Decimal(amount), name) for day, amount, name in kept["plan"]],
        **{name: parse_date(kept[name]) if kept[name] else None for name in DAYS},
    }


def register_documents() -> None:
    """Let rules of approval ask about contracts."""
    documents.register(
        documents.Document(
            kind=KIND,
            plural=_("Contracts"),
            icon="file-text",
            url=lambda pk: reverse("contract_record", args=[pk]),
            template="contracts/approval.html",
            read=shown,
            flags={
                PRICE: _("another amount than in the quote that was accepted"),
                TERMS: _("other terms than in the quote that was accepted"),
            },
        )
    )
