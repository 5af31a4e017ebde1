"""Learning one question, telling by what was learnt: what all phases of the work that tells chances have in common."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from guanxi.analytics.actions.standing import decide, refuse
from guanxi.analytics.chance.learning import Learnt, NotLearnt, Split, by_group, learn
from guanxi.analytics.chance.measures import drift
from guanxi.analytics.chance.reasons import reasons
from guanxi.analytics.chance.table import Cases, Table
from guanxi.analytics.models import FORMAT, Lesson, Question
from guanxi.core.models import Work

WEEK = timedelta(days=7)


def learnt(
    question: Question,
    at: datetime,
    until: datetime,
    read: Callable[[], tuple[Cases, Split, str]],
    told: dict[str, Any],
) -> None:
    """Learn anew, or write down why nothing can be; then decide by which chances are told."""
    given, split, group = read()
    try:
        found: Learnt = learn(given, split)
    except NotLearnt as refusal:
        refuse(question, at, until, refusal.code, told | refusal.told | {"rows": len(given)})
        return
    groups = by_group(found.said, given.came, given.table.columns[group])
    found.plain["card"] |= told | {"group": group, "groups": groups}
    decide(question, at, until, found, given, split.window)


def told(lesson: Lesson, known: Table) -> list[tuple[float, Any, Any]]:
    """Chance, reasons for and against of each."""
    from guanxi.analytics.chance.learning import chances

    said = chances(lesson.learnt, known).tolist()
    return [(one, *why) for one, why in zip(said, reasons(lesson.learnt, known), strict=True)]


def note_drift(lesson: Lesson, known: Table, *, first: bool) -> None:
    """How far those who are told of now are from those that were learnt from; of the first chunk, which is enough."""
    if first and len(known) >= 100:
        spread = lesson.learnt["spread"]
        lesson.drift = {name: round(drift(one, known.columns[name]), 4) for name, one in spread.items()}
        lesson.save(update_fields=["drift"])


def is_due(job: Work, question: Question, at: datetime) -> bool:
    """Whether the last was learnt a week ago, or somebody asks for it."""
    # what was refused is tried again daily, what was kept in another format learnt anew
    learnt = Lesson.objects.filter(question=question, refused="", at__gt=at - WEEK, learnt__format=FORMAT)
    return bool(job.arguments.get("anew")) or not learnt.exists()


def moment(job: Work) -> datetime:
    """The one for which everything is told."""
    return datetime.fromisoformat(job.arguments["at"])
