"""Foreseeing what will be won, once a day: per owner for the quarters now and next, and for the months of the past."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import sqrt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.sales.calibrating import Models, Widths, months, tries, widths
from guanxi.sales.forecasting import DAY, FEWEST, Case, Sum, foresee, next_month
from guanxi.sales.learning import Model
from guanxi.sales.models import Learnt, Outlook, OutlookEnds
from guanxi.sales.queries.cases import Cases, past, present
from guanxi.sales.queries.ended import too_few
from guanxi.sales.queries.target import end_of, quarter_of

KEPT = timedelta(days=15)  # of what was said of a quarter, to be compared a week later
RECENT = timedelta(days=365)


@transaction.atomic
def foresee_sales(*, actor: Actor, at: datetime) -> int:
    """Write what is foreseen today; answers how many sums, 0 where it was done already or too few have ended."""
    today = timezone.localtime(at).date()
    if OutlookEnds.objects.filter(made_on=today).exists() or too_few(FEWEST):
        return 0
    history, share = past(actor, today)
    teaching = {code: rows for code, rows in history.items() if _ended(rows, date.min, today) >= FEWEST}
    for table in (Outlook, OutlookEnds):
        table.objects.filter(Q(tried=True) | Q(made_on__lte=today - KEPT)).delete()
    models = {code: Models(rows) for code, rows in teaching.items()}
    written = sum(_try_months(code, rows, models[code], today) for code, rows in teaching.items())
    lively = {code: rows for code, rows in teaching.items() if _ended(rows, today - RECENT, today) >= FEWEST}
    if lively:
        opened = _gathered(present(actor, today), lively)
        learnt = Learnt.objects.order_by("-at").first()
        model = Model(**learnt.model) if learnt else None
        for code, rows in lively.items():
            for quarter in _quarters(today):
                first, last = max(quarter, today), end_of(quarter)
                said = foresee(rows, today, first, last, model, opened[code])
                tried = tries(rows, models[code], today, (first - today).days, (last - first).days + 1)
                written += _write(code, quarter, today, said, widths(tried, today).stretched(sqrt(share)), tried=False)
    return written


def _quarters(today: date) -> tuple[date, date]:
    now = quarter_of(today)
    return now, end_of(now) + DAY


def _try_months(currency: str, rows: list[Case], models: Models, today: date) -> int:
    latest = max(one.closed for one in rows if one.closed and one.closed < today)
    until = min(today.replace(day=1), next_month(latest))
    return sum(
        _write(currency, one.first, today, one.sums, one.widths, tried=True) for one in months(rows, models, until)
    )


def _write(currency: str, quarter: date, today: date, said: dict[int, Sum], at: Widths, *, tried: bool) -> int:
    given = {"made_on": today, "quarter": quarter, "tried": tried, "currency": currency}
    OutlookEnds.objects.create(**given, whole=list(at.whole), one=list(at.one), number=at.number)
    Outlook.objects.bulk_create(
        Outlook(**given, owner_id=owner or None, mean=one.mean, variance=one.variance) for owner, one in said.items()
    )
    return len(said)


def _ended(rows: Iterable[Case], since: date, until: date) -> int:
    return sum(1 for one in rows if one.closed and since <= one.closed < until)


def _gathered(parts: Iterable[Cases], wanted: Cases) -> Cases:
    found: Cases = defaultdict(list)
    for part in parts:
        for code in part.keys() & wanted.keys():
            found[code] += part[code]
    return found
