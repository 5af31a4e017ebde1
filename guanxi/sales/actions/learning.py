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


@transaction.atomic
def learn_chances(*, actor: Actor, at: datetime) -> Learnt | None:
    """Learn anew, try it on the latest fifth, and keep both; None where it was done today or too few have ended."""
    fresh = Learnt.objects.filter(at__gt=at - OFTEN).first()
    if too_few(FEWEST if fresh is None else int(fresh.number * GROWN)) or (fresh and fresh.number >= MOST):
        return None
    rows = ended(actor)
    days = sorted(one.closed for one in rows)
    tried = validate(rows, days[len(days) - len(days) // TRIED_ON])
    made = Learnt.objects.create(at=at, number=len(rows), model=learn(rows).plain(), validation=_plain(tried))
    Learnt.objects.exclude(pk=made.pk).delete()
    return made


def _plain(tried: Validation | None) -> dict[str, Any] | None:
    return None if tried is None else {**asdict(tried), "split": tried.split.isoformat()}
