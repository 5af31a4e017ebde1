"""Periods: months, quarters and years, and how an address and a page write them."""

import re
from datetime import date, timedelta

from guanxi.steering.models import Card

WRITTEN = re.compile(r"^((?:19|20)\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$")
MONTHS = {Card.Span.MONTH: 1, Card.Span.QUARTER: 3, Card.Span.YEAR: 12}


def read(text: str) -> tuple[str, date] | None:
    """Span and first day of "2026", "2026-Q4" or "2026-10"; None for anything else."""
    found = WRITTEN.match(text)
    if not found:
        return None
    year, quarter, month = found.groups()
    if quarter:
        return Card.Span.QUARTER, date(int(year), int(quarter) * 3 - 2, 1)
    return (Card.Span.MONTH, date(int(year), int(month), 1)) if month else (Card.Span.YEAR, date(int(year), 1, 1))


def written(span: str, first: date) -> str:
    """The other way round."""
    if span == Card.Span.YEAR:
        return f"{first.year}"
    return f"{first.year}-Q{(first.month + 2) // 3}" if span == Card.Span.QUARTER else f"{first:%Y-%m}"


def first_of(span: str, day: date) -> date:
    """The first day of the period that this day is in."""
    months = MONTHS[Card.Span(span)]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def last_of(span: str, first: date) -> date:
    """The last day of the period that begins on this day."""
    beyond = first.year * 12 + first.month - 1 + MONTHS[Card.Span(span)]
    return date(beyond // 12, beyond % 12 + 1, 1) - timedelta(days=1)


def before(span: str, first: date) -> date:
    """The first day of the period before."""
    return first_of(span, first - timedelta(days=1))


def after(span: str, first: date) -> date:
    """The first day of the period after."""
    return last_of(span, first) + timedelta(days=1)
