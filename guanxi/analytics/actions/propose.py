"""Writing the first step with each customer: a pass a day, a chunk per transaction, so that it goes on after a crash where it stopped."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from guanxi.analytics.actions import foresee
from guanxi.analytics.actions.reckon import is_due
from guanxi.analytics.models import Proposing, Survey
from guanxi.analytics.queries import shelf
from guanxi.analytics.queries.nextstep import accepted_share, first_share
from guanxi.commerce.models import Rate
from guanxi.commerce.queries.pricebook import own_currency
from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.customers.models import Customer
from guanxi.intake.models import Import
from guanxi.intake.queries.imports import is_file_coming_in
from guanxi.staff.queries.company import company, today_of

CHUNK = 20_000
KEPT = 2  # passes


@transaction.atomic
def propose(*, actor: Actor, at: datetime) -> bool:
    """One chunk of the pass that is due; answers whether there is more.

    It is due once a night, and after a file, a look at all customers or chances that are newer.
    """
    run = Proposing.objects.select_for_update().filter(ended_at=None).order_by("-pk").first()
    if run is None:
        if not _is_due(at):
            return False
        run = Proposing.objects.create(at=at)
    last = _write(run)
    if last is None:
        run.ended_at = at
        old = Proposing.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
        Proposing.objects.filter(pk__in=list(old)).delete()
    else:
        run.after = last
    run.save(update_fields=["after", "ended_at"])
    return last is not None


def _is_due(at: datetime) -> bool:
    latest = Proposing.objects.exclude(ended_at=None).order_by("-ended_at").first()
    if is_file_coming_in():
        return False
    if latest is None:
        return Customer.objects.alive().exists()
    told = Work.objects.filter(kind=foresee.NAME, ended_at__gt=latest.at).exclude(arguments__has_key="new")
    newer = Q(ended_at__gt=latest.at)
    came = Survey.objects.filter(newer).exists() or Import.objects.filter(newer).exists()
    return came or told.exists() or is_due(at, latest.at)


def _write(run: Proposing) -> int | None:
    learnt, shares = shelf.latest(), accepted_share()
    first = None if learnt is None or learnt.refused else first_share(learnt) or 0.0
    today = today_of(run.at)
    worth = {one.currency: one.rate for one in Rate.objects.filter(on__lte=today).order_by("currency", "on")}
    rates = {code: float(rate) for code, rate in (worth | {own_currency(): Decimal(1)}).items()}
    accepted = shares[0] / shares[1] if shares else None
    given: list[Any] = [run.after, CHUNK, run.at, today, company().silent_days, Jsonb(rates), accepted, first]
    with connection.cursor() as cursor:
        cursor.execute("select analytics_propose(%s, %s, %s, %s, %s, %s, %s, %s)", given)
        found: tuple[int | None] = cursor.fetchone()
    return found[0]
