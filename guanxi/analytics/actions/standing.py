"""By which model chances are told: the challenger takes over where it is better on cases that the champion did not know."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from guanxi.analytics.actions.foresee import used
from guanxi.analytics.chance.learning import Learnt, duel
from guanxi.analytics.chance.table import Cases
from guanxi.analytics.models import FORMAT, Chance, Interest, Lesson, Question

DAY = 86_400
KEPT = 12  # lessons of a question


@transaction.atomic
def decide(question: Question, at: datetime, until: datetime, learnt: Learnt, given: Cases, window: float) -> Lesson:
    """Write the challenger down and hold it against the champion.

    Where too few new cases say which is better, the champion stays, unless it was learnt from other facts.
    """
    plain = learnt.plain | {"format": FORMAT}
    made = Lesson(question=question, at=at, until=until, learnt=plain, card=plain["card"])
    champion = used(question)
    wins = True
    if champion is not None and set(champion.learnt["spread"]) == set(plain["spread"]):
        fresh = np.asarray(given.day + window > champion.until.timestamp() / DAY)
        made.duel = duel(champion.learnt, given, learnt.said, fresh)
        wins = made.duel is not None and made.duel["gain"][0] > 0
    _enthrone(made, wins=wins)
    return made


@transaction.atomic
def refuse(question: Question, at: datetime, until: datetime, code: str, told: dict[str, Any]) -> None:
    """Write down why nothing was learnt. What was used before goes too where it would be told of what is not so any more."""
    Lesson.objects.create(question=question, at=at, until=until, refused=code, card=told)
    Lesson.objects.filter(question=question, is_used=True).update(is_used=False)
    _tidy(question)


def _enthrone(made: Lesson, *, wins: bool) -> None:
    if wins:
        Lesson.objects.filter(question=made.question, is_used=True).update(is_used=False)
    made.is_used = wins
    made.save()
    _tidy(made.question)


def _tidy(question: str) -> None:
    """Keep the last lessons and those by which something is told."""
    kept = Lesson.objects.filter(question=question).order_by("-at").values("pk")[:KEPT]
    old = Lesson.objects.filter(question=question, is_used=False).exclude(pk__in=kept)
    old.exclude(pk__in=Chance.objects.values("lesson_id")).exclude(pk__in=Interest.objects.values("lesson_id")).delete()
