"""Reckoning what every customer is worth, chunk by chunk.

Orders are summed up customer by customer, the models are fitted once on all sums, what they say of each customer is written
down as facts, and the segments are counted by owner.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection

from guanxi.analytics import scoring, worth
from guanxi.analytics.actions.writing import close, write_facts
from guanxi.analytics.heldout import held_against
from guanxi.analytics.learnt import refused
from guanxi.analytics.models import Buyer, Run
from guanxi.analytics.queries.buyer import MAIN, bought, columns, everybody
from guanxi.analytics.queries.heldout import cut_of, held_out
from guanxi.core.models import Work
from guanxi.customers.models import Customer
from guanxi.staff.queries.company import company_zone

SUMMED, WRITTEN = 20_000, 5_000  # customers per chunk


def _sum(job: Work, run: Run) -> str:
    """Sum up the orders of the next customers."""
    after = job.cursor.get("after", 0)
    with connection.cursor() as cursor:
        cursor.execute("select analytics_sum_orders(%s, %s, %s, %s)", [after, SUMMED, run.day, str(company_zone())])
        last = cursor.fetchone()[0]
    if last is None:
        return "learn"
    job.cursor = {"phase": "sum", "after": last}
    job.done += Customer.objects.filter(pk__gt=after, pk__lte=last).count()
    return "sum"


def _learn(job: Work, run: Run) -> str:
    """Fit the models and cut the scores, for each currency apart."""
    for currency in Buyer.objects.filter(MAIN).order_by().values_list("currency", flat=True).distinct():
        every = everybody(currency, run.day)
        fits = worth.learn(every.histories, every.spending)
        run.learnt[currency] = fits | {"cuts": _cuts(run, every.days, every.purchases, every.money, every.number)}
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


def _cuts(run: Run, days: Any, purchases: Any, money: Any, number: Any) -> dict[str, Any]:
    rule = run.rule
    if rule["quantile"] and number.sum() >= scoring.FEWEST:
        return scoring.quantile_cuts(days, purchases, money, number).plain()
    return scoring.Cuts(tuple(rule["days"]), tuple(rule["purchases"]), tuple(rule["money"])).plain()


def _write(job: Work, run: Run) -> str:
    """Write down what is said of the next customers."""
    after = job.cursor.get("after", 0)
    last = (
        Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[WRITTEN - 1 : WRITTEN].first()
    )
    rows = columns(after, last)
    said = [line for currency in sorted(set(rows.currency)) for line in _said(run, rows.only(currency), after)]
    write_facts(run, said, after, last)
    if last is None:
        return "close"
    job.done += WRITTEN
    job.cursor = {"phase": "write", "after": last}
    return "write"


def _said(run: Run, rows: Any, after: int) -> list[tuple[Any, ...]]:
    """Rows of figures for customers of one currency."""
    currency = rows.currency[0]
    learnt = run.learnt[currency]
    cuts = scoring.read(learnt["cuts"])
    recency, frequency, money = scoring.scores(cuts, rows.since(run.day), rows.days, rows.spent)
    words = scoring.segments(recency, frequency, money)
    points = (recency * 100 + frequency * 10 + money).tolist()
    if refused(learnt):
        nothing = (None,) * 7
        return [(pk, currency, word, point, *nothing) for pk, word, point in zip(rows.ids, words, points, strict=True)]
    terms = worth.Terms(run.rule["years"], run.rule["discount"] / 100)
    found = worth.foresee(learnt, bought(rows, run.day), terms, np.random.default_rng([run.pk, after]))
    # who bought once has had no occasion to stay away, says the model: that is no chance worth telling
    chances = [None] * len(words) if found.alive is None else found.alive.tolist()
    alive = [one if days > 1 else None for one, days in zip(chances, rows.days, strict=True)]
    figures = [
        one.tolist() for one in (found.year, found.year_low, found.year_high, found.value, found.low, found.high)
    ]
    return list(zip(rows.ids, [currency] * len(words), words, points, alive, *figures, strict=True))


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
