"""Schemes and statements in words."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.steering import periods
from guanxi.steering.models import Line, Scheme, Statement
from guanxi.ui.templatetags.ui import grouped
from guanxi.ui.words import money_text


def cash(units: int, currency: str) -> str:
    """Smallest units as an amount."""
    return money_text(Decimal(units) / 100, currency)


def plain(number: str | Decimal) -> str:
    """A number without the zeros behind it."""
    value = Decimal(number)
    return grouped(value.to_integral_value() if value == value.to_integral_value() else value.normalize())


def terms(scheme: Scheme) -> list[str]:
    """The steps, one sentence each."""
    piece = scheme.way == Scheme.Way.PIECE
    said = []
    for begin, rate in scheme.steps:
        given = {
            "begin": plain(begin) if piece else money_text(Decimal(begin), scheme.currency),
            "rate": money_text(Decimal(rate), scheme.currency) if piece else f"{plain(rate)} %",
        }
        words = _("{rate} for each above {begin}") if piece else _("{rate} of what lies above {begin}")
        said.append(words.format(**given))
    if scheme.cap is not None:
        said.append(_("at most {cap}").format(cap=money_text(scheme.cap, scheme.currency)))
    return said


def period(statement: Statement) -> str:
    """Its period, as it is written."""
    return periods.written(statement.scheme.span, statement.first)


def line(one: Line, scheme: Scheme, actor: Actor) -> dict[str, Any]:
    """A line as the page shows it."""
    piece, masked = scheme.way == Scheme.Way.PIECE, hidden(scheme, actor)
    rates = []
    for part, rate in one.parts:
        said = money_text(Decimal(rate) / 10000, scheme.currency) if piece else f"{plain(rate)} %"
        counted = plain(part) if piece else cash_of(part, scheme.currency)
        rates.append(said if masked else f"{counted} × {said}")
    return {
        "it": one,
        "amount": "–" if masked else cash(one.amount, scheme.currency),
        "rates": rates,
        "payout": cash(one.payout, scheme.currency),
        "corrects": periods.written(scheme.span, one.corrects.first) if one.corrects else "",
        "url": _record(one, actor),
    }


def hidden(scheme: Scheme, actor: Actor) -> bool:
    """Whether his roles show the amounts it counts only in part."""
    kind, name = {"won": ("opportunity", "amount"), "orders": ("order", "total")}.get(
        scheme.basis, ("payment", "amount")
    )
    return actor.masks(kind, name)


def cash_of(units: str | Decimal, currency: str) -> str:
    """Smallest units as text, perhaps with a part of one, as an amount."""
    return money_text(Decimal(units) / 100, currency)


def _record(one: Line, actor: Actor) -> str:
    """Where the record stands, if his roles show its kind."""
    return reverse(f"{one.kind}_record", args=[one.record]) if actor.may("see", one.kind) else ""
