"""A quote as those see it who have to approve it: what the rules ask about, and what it says line by line."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.approvals import documents
from guanxi.approvals.rules import Facts
from guanxi.commerce.queries.pricebook import own_currency, rate_between
from guanxi.commerce.rules.arithmetic import exchanged
from guanxi.sales.models import Quote
from guanxi.sales.paper import read, snapshot
from guanxi.sales.queries.quote import Guided

KIND = "quote"
FLOOR, DIFFERS = "floor", "differs"
# who sells, from which house and when it went out changes nothing of what is offered
NOT_OFFERED = {"company", "on", "seller", "mail"}


def facts_of(quote: Quote, lines: Sequence[Guided], today: date) -> Facts:
    """What rules ask: the total in the company's currency, the greatest discount of a line after all that is taken off, what is odd. Reads rates only."""
    data = snapshot(quote, [one.line for one in lines], today)
    flags = ((FLOOR, any(one.is_below for one in lines)), (DIFFERS, any(one.differing for one in lines)))
    rate = rate_between(quote.currency, own_currency(), today)
    return Facts(
        document=KIND,
        record_id=quote.pk,
        title=" · ".join(filter(None, [quote.number, data["customer"]])),
        owner_id=quote.owner_id,
        customer_id=quote.customer_id,
        amount=None if rate is None else exchanged(quote.total, rate, own_currency()),
        discount=max((one.discount for one in lines if one.discount is not None), default=Decimal(0)),
        digest=_digest(data),
        flags=tuple(name for name, stands in flags if stands),
        shown={**data, "odd": [_odd(one) for one in lines], "why_whole": quote.discount_reason},
    )


def _digest(data: Mapping[str, Any]) -> str:
    said = {name: value for name, value in data.items() if name not in NOT_OFFERED}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _odd(one: Guided) -> dict[str, Any]:
    """What is odd about a line: that it lies below the floor (not where that is), other prices that still hold, why it is cheap."""
    beside = [
        {"number": other.number, "owner": other.owner, "price": str(other.price), "currency": other.currency}
        for other in one.differing
    ]
    return {"below": one.is_below, "beside": beside, "reason": one.line.reason}


def shown(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was kept, for the template: amounts as decimals, each line with what is odd about it."""
    paper = read({name: value for name, value in kept.items() if name != "odd"})
    odd = [
        {**one, "beside": [{**other, "price": Decimal(other["price"])} for other in one["beside"]]}
        for one in kept.get("odd", [])
    ]
    return {**paper, "lines": list(zip(paper["lines"], odd, strict=False))}


def register_documents() -> None:
    """Let rules of approval ask about quotes."""
    documents.register(
        documents.Document(
            kind=KIND,
            plural=_("Quotes"),
            icon="file-text",
            url=lambda pk: reverse("quote_record", args=[pk]),
            template="sales/quote_approval.html",
            read=shown,
            flags={
                FLOOR: _("a price below the floor"),
                DIFFERS: _("another price than in another valid quote for the same product"),
            },
        )
    )
