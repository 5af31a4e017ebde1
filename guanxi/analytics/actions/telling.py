"""Writing down chances: each replaces the one before; what is told of nobody any more goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.analytics.bands import band
from guanxi.analytics.models import Chance, Lesson, Question
from guanxi.customers.models import Fact
from guanxi.intake.loading.staging import stage

SOURCE = "chance"  # of the facts
COLUMNS = (
    ("customer_id", "bigint"), ("lead_id", "bigint"), ("chance", "float8"), ("band", "text"), ("days", "int"), ("expected", "numeric"),
    ("above", "jsonb"), ("below", "jsonb"),
)  # fmt: skip
REPLACE = """
insert into analytics_chance (question, lesson_id, customer_id, lead_id, at, chance, band, days, expected, currency, above, below)
select %(question)s, %(lesson)s, customer_id, lead_id, %(at)s, chance, band, days, expected,
       case when expected is null then '' else %(currency)s end, above, below from pg_temp.chances_said
    on conflict {target} do update set lesson_id = excluded.lesson_id, customer_id = excluded.customer_id, at = excluded.at, chance = excluded.chance,
       band = excluded.band, days = excluded.days, expected = excluded.expected, currency = excluded.currency, above = excluded.above, below = excluded.below
"""
TARGETS = {
    Question.LEAD: "(lead_id) where lead_id is not null",
    Question.LEAVING: "(customer_id, question) where lead_id is null",
}
FACTS = """
insert into customers_fact (customer_id, name, value, word, was, unit, source, as_of)
select customer_id, 'leaving', chance, band, '', 'share', %(source)s, %(at)s from pg_temp.chances_said
    on conflict (customer_id, name) do update set value = excluded.value, was = customers_fact.word, word = excluded.word,
       source = excluded.source, as_of = excluded.as_of
"""


@dataclass(frozen=True, slots=True)
class Said:
    """One chance with its reasons, within how many days, and what it is expected to bring."""

    customer_id: int
    lead_id: int | None
    chance: float
    above: Any
    below: Any
    days: int
    expected: float | None


def write(lesson: Lesson, said: Sequence[Said], at: datetime, currency: str) -> None:
    """Replace the chances of these."""
    share = lesson.card["share"]
    rows = [
        (
            one.customer_id, one.lead_id, one.chance, band(one.chance, share), one.days,
            None if one.expected is None else Decimal(f"{one.expected:.2f}"), Jsonb(one.above), Jsonb(one.below),
        )
        for one in said
    ]  # fmt: skip
    question = Question(lesson.question)
    asked: dict[str, Any] = {
        "question": question,
        "lesson": lesson.pk,
        "at": at,
        "currency": currency,
        "source": SOURCE,
    }
    with connection.cursor() as cursor:
        stage(cursor, "chances_said", COLUMNS, rows)
        cursor.execute(REPLACE.format(target=TARGETS[question]), asked)
        if question == Question.LEAVING:
            cursor.execute(FACTS, asked)


def close(question: Question, at: datetime) -> None:
    """Whatever was told before and is not now goes."""
    Chance.objects.filter(question=question).exclude(at=at).delete()
    if question == Question.LEAVING:
        Fact.objects.filter(name="leaving", source=SOURCE).exclude(as_of=at).delete()
