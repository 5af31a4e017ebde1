"""Foreseeing what will be won, once a day: per owner for the quarters now and next, and for the months of the past."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import sqrt

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.sales.calibrating import Models, Widths, months, tries, widths
from guanxi.sales.forecasting import Foresight, Sum
from guanxi.sales.hazards import FEWEST, Case, History
from guanxi.sales.learning import Model
from guanxi.sales.models import Learnt, Outlook, OutlookEnds
from guanxi.sales.months import DAY, next_month
from guanxi.sales.queries.cases import past, present
from guanxi.sales.queries.ended import too_few
from guanxi.sales.queries.outlook import KEPT
from guanxi.sales.queries.target import end_of, quarter_of

RECENT = timedelta(days=365)


@transaction.atomic
def is_due(at: datetime) -> bool:
    """Whether it was not done today and enough have ended."""
    return not OutlookEnds.objects.filter(made_on=timezone.localtime(at).date()).exists() and not too_few(FEWEST)


def foresee_sales(*, actor: Actor, at: datetime) -> int:
    """Write what is foreseen today; answers how many sums, 0 where it is not due."""
    if not is_due(at):
        return 0
    today = timezone.localtime(at).date()
    history, share = past(actor, today)
    teaching = {code: rows for code, rows in history.items() if _ended(rows, date.min, today) >= FEWEST}
    _sweep(today)
    histories = {code: History(rows) for code, rows in teaching.items()}
    models = {code: Models(rows) for code, rows in teaching.items()}
    written = sum(_try_months(code, one, models[code], today) for code, one in histories.items())
    lively = {code: one for code, one in histories.items() if _ended(one.cases, today - RECENT, today) >= FEWEST}
    for (code, quarter), foresight in _foreseen(lively, actor, today).items():
        first, last = max(quarter, today), end_of(quarter)
        tried = tries(histories[code], models[code], today, (first - today).days, (last - first).days + 1)
        ends = widths(tried, today).stretched(sqrt(share))
        written += _write(code, quarter, today, foresight.sums(), ends, tried=False)
    return written


def _sweep(today: date) -> None:
    """What was tried goes, and what was said long ago, but for what was said of a quarter on its first day of any."""
    said = OutlookEnds.objects.filter(tried=False, made_on__gte=F("quarter"))
    firsts = dict(said.values_list("quarter").annotate(first=Min("made_on")).order_by())
    first = Q(pk__in=[])
    for quarter, day in firsts.items():
        first |= Q(quarter=quarter, made_on=day)
    for table in (Outlook, OutlookEnds):
        table.objects.filter(Q(tried=True) | Q(made_on__lte=today - KEPT) & ~first).delete()


def _foreseen(histories: dict[str, History], actor: Actor, today: date) -> dict[tuple[str, date], Foresight]:
    """What is open is read once, in parts, for all currencies and quarters."""
    learnt = Learnt.objects.order_by("-at").first()
    model = Model(**learnt.model) if learnt else None
    found = {
        (code, quarter): Foresight(one, today, max(quarter, today), end_of(quarter), model)
        for code, one in histories.items()
        for quarter in _quarters(today)
    }
    for part in present(actor, today) if found else ():
        for (code, _quarter), foresight in found.items():
            foresight.hear(part.get(code, ()))
    return found


def _quarters(today: date) -> tuple[date, date]:
    now = quarter_of(today)
    return now, end_of(now) + DAY


def _try_months(currency: str, history: History, models: Models, today: date) -> int:
    latest = max(day for day in history.closings if day < today)
    until = min(today.replace(day=1), next_month(latest))
    return sum(
        _write(currency, one.first, today, one.sums, one.widths, tried=True) for one in months(history, models, until)
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
