"""Learning and telling interest in product lines, chunk by chunk: phases of the work that tells chances."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.analytics.actions.foresee import used
from guanxi.analytics.actions.lessons import is_due, learnt, moment, note_drift, told
from guanxi.analytics.actions.standing import refuse
from guanxi.analytics.bands import band
from guanxi.analytics.chance.learning import Split
from guanxi.analytics.chance.table import Cases
from guanxi.analytics.features import line_cases, line_table
from guanxi.analytics.models import Interest, Question
from guanxi.analytics.queries import linecases
from guanxi.core.models import Work
from guanxi.intake.loading.staging import stage

TOLD = 1_000  # customers per chunk
COLUMNS = (
    ("customer_id", "bigint"), ("line", "text"), ("chance", "float8"), ("band", "text"), ("above", "jsonb"), ("below", "jsonb"),
)  # fmt: skip
REPLACE = """
insert into analytics_interest (lesson_id, at, customer_id, line, chance, band, above, below)
select %s, %s, customer_id, line, chance, band, above, below from pg_temp.interest_said
    on conflict (customer_id, line) do update set lesson_id = excluded.lesson_id, at = excluded.at, chance = excluded.chance, band = excluded.band,
       above = excluded.above, below = excluded.below
"""


def learn(job: Work) -> str:
    """Learn by whom which line is bought, weekly, or write down why it cannot be."""
    at = moment(job)
    if is_due(job, Question.LINE, at):
        lines = linecases.lines()
        if not lines:
            refuse(Question.LINE, at, at, "no_lines", {})
            return "line_tell"
        rows = linecases.taught(lines, at)
        learnt(Question.LINE, at, at, lambda: _cases(rows), {"lines": [*lines], "days": linecases.DAYS})
    return "line_tell"


def _cases(rows: list[Any]) -> tuple[Cases, Split, str]:
    given = line_cases(rows)
    latest = float(given.day.max()) if len(given) else 0.0
    return given, Split(latest, linecases.DAYS), "line"


def tell(job: Work) -> str:
    """Tell the next customers."""
    lesson, at, after = used(Question.LINE), moment(job), job.cursor.get("after", 0)
    lines = linecases.lines() if lesson else {}
    ids = linecases.next_customers(lines, after, TOLD) if lines else []
    if lesson is None or not ids:
        Interest.objects.exclude(at=at).delete()
        return "next_learn"
    rows = linecases.at(lines, [(one, at) for one in ids])
    if rows:
        known = line_table(rows)
        note_drift(lesson, known, first=after == 0)
        share, which = lesson.card["share"], known.columns["line"].tolist()
        said = [
            (row[0], line, chance, band(chance, share), Jsonb(above), Jsonb(below))
            for row, line, (chance, above, below) in zip(rows, which, told(lesson, known), strict=True)
        ]
        with connection.cursor() as cursor:
            stage(cursor, "interest_said", COLUMNS, said)
            cursor.execute(REPLACE, [lesson.pk, at])
    job.done += len(ids)
    job.cursor = {"phase": "line_tell", "after": ids[-1]}
    return "line_tell"


PHASES: dict[str, Callable[[Work], str]] = {"line_learn": learn, "line_tell": tell}
