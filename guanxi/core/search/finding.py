"""Finding: one call of the definer function, which applies the rule of visibility before it cuts off."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from guanxi.core.actor import Actor
from guanxi.core.search.asking import ask

HIT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found; `closeness` 0 is the very name, 1 begins like it, 2 holds it."""

    kind: str
    record_id: int
    home_id: int | None
    title: str
    detail: str
    closeness: int
    mine: bool


def find(text: str, actor: Actor, *, limit: int = 20, kind: str = "") -> list[Hit]:
    """Records that fit what was typed, the closest first, then the member's own, then the most recently touched."""
    question = ask(text, digits=not actor.masks("customer", "phone"))
    if question is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, record_id, home_id, title, detail, closeness, mine from core_find(%s, %s, %s, %s, %s, %s)",
            [question.start, question.anywhere, question.needle, question.recheck, kind, limit],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def hits(kind: str, text: str, actor: Actor) -> RawSQL | None:
    """A subquery of the ids that fit, for `pk__in` of a list; at most 10,000. None when nothing can be searched."""
    question = ask(text, digits=not actor.masks("customer", "phone"))
    if question is None:
        return None
    sql = "select core_hits(%s, %s, %s, %s, %s, %s)"
    return RawSQL(  # noqa: S611 - constant SQL, values are parameters
        sql,
        [kind, question.start, question.anywhere, question.needle, question.recheck, HIT_LIMIT],
        output_field=BigIntegerField(),
    )
