"""Learning win chances from the company's own history: once a day, and again when an import brings much more of it."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guanxi.core.actor import Actor
from guanxi.sales.learning import FEWEST, Validation, learn, validate
from guanxi.sales.models import Learnt
from guanxi.sales.queries.ended import MOST, ended, too_few

OFTEN = timedelta(hours=20)
TRIED_ON = 5  # the latest fifth
GROWN = 1.25  # so many times what was learnt from is worth learning anew on the same day


def is_due(at: datetime) -> bool:
    """Whether it was not done today, or much more has ended since, and enough have ended at all."""
    fresh = Learnt.objects.filter(at__gt=at - OFTEN).first()
    if fresh is None:
        return not too_few(FEWEST)
    return fresh.number < MOST and not too_few(int(fresh.number * GROWN))


@transaction.atomic
def learn_chances(*, actor: Actor, at: datetime) -> Learnt | None:
    """Learn anew, try it on the latest fifth, and keep both; None where it is not due."""
    if not is_due(at):
        return None
    rows = ended(actor)
    days = sorted(one.closed for one in rows)
    tried = validate(rows, days[len(days) - len(days) // TRIED_ON])
    made = Learnt.objects.create(at=at, number=len(rows), model=learn(rows).plain(), validation=_plain(tried))
    Learnt.objects.exclude(pk=made.pk).delete()
    return made


def _plain(tried: Validation | None) -> dict[str, Any] | None:
    return None if tried is None else {**asdict(tried), "split": tried.split.isoformat()}
