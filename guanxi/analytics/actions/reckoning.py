"""Reckoning what every customer is worth, chunk by chunk.

Orders are summed up customer by customer (of all, or of those whose orders changed), the models are fitted once on all sums, what
they say of each customer is written down as facts where it is another than before, and the segments are counted by owner.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection

from guanxi.analytics import scoring, worth
from guanxi.analytics.actions.writing import Said, close, write_facts
from guanxi.analytics.heldout import held_against
from guanxi.analytics.learnt import refused
from guanxi.analytics.models import Buyer, Run
from guanxi.analytics.queries.buyer import MAIN, Rows, learnt_from, rows
from guanxi.analytics.queries.heldout import cut_of, held_out
from guanxi.core.models import Work
from guanxi.customers.models import Customer
from guanxi.staff.queries.company import company_zone

SUMMED, WRITTEN = 20_000, 20_000  # customers per chunk
SUM = "select last, number from analytics_sum_orders(%s, %s, %s, %s, %s)"


def _sum(job: Work, run: Run) -> str:
    """Sum up the orders of the next customers."""
    asked = [job.cursor.get("after", 0), SUMMED, run.day, str(company_zone()), run.whole_at != run.at]
    with connection.cursor() as cursor:
        cursor.execute(SUM, asked)
        found = cursor.fetchone()
    if found is None:
        return "learn"
    last, number = found
    run.summed += number
    run.save(update_fields=["summed"])
    job.cursor = {"phase": "sum", "after": last}
    job.done += number
    return "sum"


def _learn(job: Work, run: Run) -> str:
    """Fit the models and cut the scores, for each currency apart."""
    for currency in Buyer.objects.filter(MAIN).order_by("currency").values_list("currency", flat=True).distinct():
        every = rows(currency, run.day)
        run.learnt[currency] = worth.learn(*learnt_from(every)) | {"cuts": _cuts(run, every)}
    run.customers = sum(int(one["customers"]) for one in run.learnt.values())
    run.save(update_fields=["learnt", "customers"])
    return "try"


def _try(job: Work, run: Run) -> str:
    """Hold the models against what came: fitted on the first part of the time, told for the rest."""
    for currency, learnt in run.learnt.items():
        cut = cut_of(currency, run.day)
        later = held_out(currency, cut, run.day, str(company_zone())) if cut else None
        if cut and later:
            found = held_against(later, float(cut.ahead))
            learnt["held_out"] = {"cut": cut.day.isoformat(), "days": cut.ahead, "every": cut.every, **found}
    run.save(update_fields=["learnt"])
    return "write"


def _cuts(run: Run, every: Rows) -> dict[str, Any]:
    rule = run.rule
    if rule["quantile"] and len(every.ids) >= scoring.FEWEST:
        return scoring.quantile_cuts(every.since_last, every.days, every.spent).plain()
    return scoring.Cuts(tuple(rule["days"]), tuple(rule["purchases"]), tuple(rule["money"])).plain()


def _write(job: Work, run: Run) -> str:
    """Write down what is said of the next customers."""
    after = job.cursor.get("after", 0)
    last = (
        Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[WRITTEN - 1 : WRITTEN].first()
    )
    some = ((currency, rows(currency, run.day, after, last)) for currency in sorted(run.learnt))
    said = [_said(run, currency, one) for currency, one in some if len(one.ids)]
    run.written += write_facts(run, said, after, last)
    run.save(update_fields=["written"])
    if last is None:
        return "close"
    job.done += WRITTEN
    job.cursor = {"phase": "write", "after": last}
    return "write"


def _said(run: Run, currency: str, some: Rows) -> Said:
    """What is said of customers of one currency."""
    learnt = run.learnt[currency]
    recency, frequency, money = scoring.scores(scoring.read(learnt["cuts"]), some.since_last, some.days, some.spent)
    segment = scoring.places(recency, frequency, money)
    points = (100 * recency + 10 * frequency + money).astype(np.float64)
    if refused(learnt):
        nothing = np.full(len(some.ids), np.nan)
        return Said(currency, some.ids, segment, points, (nothing,) * 7)
    terms = worth.Terms(run.rule["years"], run.rule["discount"] / 100)
    found = worth.shown(worth.foresee(learnt, some.bought(), terms))
    # who bought once has had no occasion to stay away, says the model: that is no chance worth telling
    alive = np.nan if found.alive is None else np.where(some.days > 1, found.alive, np.nan)
    figures = (found.year, found.year_low, found.year_high, found.value, found.low, found.high)
    return Said(currency, some.ids, segment, points, (alive, *figures))  # type: ignore[arg-type]


def _close(job: Work, run: Run) -> str:
    close(run)
    job.done = job.total or job.done
    return "over"


PHASES: dict[str, Callable[[Work, Run], str]] = {
    "sum": _sum,
    "learn": _learn,
    "try": _try,
    "write": _write,
    "close": _close,
}
