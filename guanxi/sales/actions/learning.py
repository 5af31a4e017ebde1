"""Learning win chances from the company's own history, once a day."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guanxi.core.actor import Actor
from guanxi.sales.learning import FEWEST, Validation, learn, validate
from guanxi.sales.models import Learnt
from guanxi.sales.queries.ended import ended, too_few

OFTEN = timedelta(hours=20)
TRIED_ON = 5  # the latest fifth


@transaction.atomic
def learn_chances(*, actor: Actor, at: datetime) -> Learnt | None:
    """Learn anew, try it on the latest fifth, and keep both; None where it was done today or too few have ended."""
    if Learnt.objects.filter(at__gt=at - OFTEN).exists() or too_few(FEWEST):
        return None
    rows = ended(actor)
    days = sorted(one.closed for one in rows)
    tried = validate(rows, days[len(days) - len(days) // TRIED_ON])
    made = Learnt.objects.create(at=at, number=len(rows), model=learn(rows).plain(), validation=_plain(tried))
    Learnt.objects.exclude(pk=made.pk).delete()
    return made


def _plain(tried: Validation | None) -> dict[str, Any] | None:
    return None if tried is None else {**asdict(tried), "split": tried.split.isoformat()}
