"""A quote as it goes out: its figures as plain data, and the page made from these alone, in both languages."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_date

from guanxi.commerce.rules.arithmetic import discount_between
from guanxi.sales.models import Quote, QuoteLine
from guanxi.sales.queries.quote import whole_of
from guanxi.staff.queries.company import company

LINE_FIGURES = ("quantity", "price", "net", "tax_amount", "total", "tax_rate")


def snapshot(quote: Quote, lines: Sequence[QuoteLine], on: date) -> dict[str, Any]:
    """Everything that the customer is shown, and nothing else: no floor, no cost, no note of ours. Amounts as text."""
    contact, owner = quote.contact, quote.owner
    return {
        "company": company().name,
        "number": quote.number,
        "version": quote.version,
        "subject": quote.subject,
        "customer": quote.customer.name if quote.customer else "",
        "contact": contact.name if contact else "",
        "seller": owner.name if owner else "",
        "mail": owner.email if owner else "",
        "on": on.isoformat(),
        "valid_until": quote.valid_until.isoformat(),
        "currency": quote.currency,
        "included": quote.included,
        "terms": quote.terms,
        "net": str(quote.net),
        "tax_amount": str(quote.tax_amount),
        "untaxed": not any(one.tax_rate for one in lines),
        "total": str(quote.total),
        "lines": [_line(one) for one in lines],
        **_whole(quote, lines),
    }


def _whole(quote: Quote, lines: Sequence[QuoteLine]) -> dict[str, Any]:
    """The discount on the whole, where there is one: its percent, what the lines cost before, and what it takes off."""
    if (whole := whole_of(lines)) is None:
        return {}
    percent = {"percent": None if quote.discount_percent is None else str(quote.discount_percent)}
    return {"whole": percent | {name: str(value) for name, value in whole.items()}}


def _line(line: QuoteLine) -> dict[str, Any]:
    discount = discount_between(line.list_price, line.price)
    shown = discount if discount is not None and discount > 0 else None
    return {
        "code": line.product.code if line.product else "",
        "text": line.text,
        "discount": None if shown is None else str(shown),
        "list_price": None if shown is None else str(line.list_price),
        "parts": line.parts,
        "off": str(line.off) if line.off else None,
        "amount": str(line.amount(before=True)),
        **{name: str(getattr(line, name)) for name in LINE_FIGURES},
    }


def pages(data: Mapping[str, Any]) -> dict[str, str]:
    """The page of a snapshot in every language of the product."""
    made: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            made[code] = render_to_string("sales/quote_paper.html", {"paper": read(data)})
    return made


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot with its amounts as decimals and its days as days, for the template."""
    numbers = {"discount", "list_price", "off", "amount", *LINE_FIGURES}
    whole = data.get("whole")
    amount = "total" if data["included"] else "net"  # of copies from before there were discounts on the whole
    return {
        "untaxed": False,  # copies from before that was said
        **data,
        **{name: Decimal(data[name]) for name in ("net", "tax_amount", "total")},
        **{name: parse_date(data[name]) for name in ("on", "valid_until")},
        "lines": [
            {name: Decimal(value) if name in numbers and value is not None else value for name, value in one.items()}
            for one in ({"off": None, "parts": [], "amount": said[amount], **said} for said in data["lines"])
        ],
        "discounted": any(one["discount"] or one.get("off") for one in data["lines"]),
        "bundled": any(one.get("parts") for one in data["lines"]),
        "whole": whole and {name: None if value is None else Decimal(value) for name, value in whole.items()},
    }
