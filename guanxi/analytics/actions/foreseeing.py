"""Learning and telling chances, chunk by chunk: leads first, then customers who may leave; what they buy next has files of its own."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from guanxi.analytics.actions import interests, shelving
from guanxi.analytics.actions.foresee import used
from guanxi.analytics.actions.lessons import is_due, learnt, moment, note_drift, told
from guanxi.analytics.actions.standing import refuse
from guanxi.analytics.actions.telling import Said, close, write
from guanxi.analytics.chance.learning import Split
from guanxi.analytics.chance.table import Cases
from guanxi.analytics.features import lead_cases, lead_table, leaving_cases, leaving_table
from guanxi.analytics.models import Lesson, Question, Run
from guanxi.analytics.notes import common
from guanxi.analytics.queries import leadcases, leavingcases
from guanxi.analytics.queries.value import latest_run
from guanxi.analytics.worthwhile import amounts, expected
from guanxi.commerce.models import Order
from guanxi.core.models import Work
from guanxi.staff.queries.company import company_customs, company_zone

TOLD = 2_000  # per chunk
LATER = 0.75  # of the cases are before those on which later ones are tried


def _lead_learn(job: Work) -> str:
    at = moment(job)
    if is_due(job, Question.LEAD, at):
        rows = leadcases.taught(at)
        fields = common(str(row[leadcases.FIRST.index("note")] or "") for row in rows)
        learnt(Question.LEAD, at, at, lambda: _of_leads(rows, fields), {"fields": fields, "days": leadcases.DAYS})
    return "lead_tell"


def _of_leads(rows: list[Any], fields: list[str]) -> tuple[Cases, Split, str]:
    given = lead_cases(rows, fields)
    days = sorted(given.day.tolist())
    return given, Split(days[int(LATER * len(days))] if days else 0.0, leadcases.DAYS), "source"


def _lead_tell(job: Work) -> str:
    lesson, at, after = used(Question.LEAD), moment(job), job.cursor.get("after", 0)
    rows = leadcases.told(at, after, TOLD) if lesson else []
    if lesson is None or not rows:
        close(Question.LEAD, at)
        return "leaving_learn"
    _tell_leads(lesson, rows, at, first=after == 0)
    job.done += len(rows)
    job.cursor = {"phase": "lead_tell", "after": rows[-1][0]}
    return "lead_tell"


def _lead_new(job: Work) -> str:
    """Tell of open leads that came since."""
    lesson, at = used(Question.LEAD), moment(job)
    rows = leadcases.told(at, 0, TOLD, new=True) if lesson else []
    if lesson is None or not rows:
        return "over"
    _tell_leads(lesson, rows, at, first=False)
    job.done += len(rows)
    return "lead_new"


def _tell_leads(lesson: Lesson, rows: list[Any], at: datetime, *, first: bool) -> None:
    known = lead_table(rows, lesson.card["fields"])
    note_drift(lesson, known, first=first)
    money = amounts(leadcases.brought(company_customs().currency))
    lines = known.columns["product_line"].tolist()
    said = [
        Said(row[1], row[0], *told, lesson.card["days"], expected(told[0], line, money))
        for row, told, line in zip(rows, told(lesson, known), lines, strict=True)
    ]
    write(lesson, said, at, company_customs().currency if money else "")


def _leaving_learn(job: Work) -> str:
    at = moment(job)
    if is_due(job, Question.LEAVING, at):
        run = latest_run()
        currency, why = _main(run)
        if why or run is None:
            refuse(Question.LEAVING, at, at, why or "no_orders", {})
            return "leaving_tell"
        now = _end_of(run)
        first = Order.objects.alive().filter(currency=currency, total__gt=0).order_by("ordered_at").first()
        when = leavingcases.moments(first.ordered_at if first else now, now)
        rows = leavingcases.taught(currency, when) if when else []
        told = {"currency": currency, "gap": float(rows[-1][-1]) if rows else 0.0, "days": leavingcases.LONGEST}
        learnt(Question.LEAVING, at, now, lambda: _of_customers(rows), told)
    return "leaving_tell"


def _of_customers(rows: list[Any]) -> tuple[Cases, Split, str]:
    given = leaving_cases(rows)
    latest = float(given.day.max()) if len(given) else 0.0
    return given, Split(latest, leavingcases.LONGEST), "industry"


def _leaving_tell(job: Work) -> str:
    lesson, at, after, run = used(Question.LEAVING), moment(job), job.cursor.get("after", 0), latest_run()
    if lesson is None or run is None or _main(run)[1]:
        close(Question.LEAVING, at)
        return "line_learn"
    rows = leavingcases.told(lesson.card["currency"], _end_of(run), lesson.card["gap"], after, TOLD)
    if rows:
        known = leaving_table(rows)
        note_drift(lesson, known, first=after == 0)
        own = leavingcases.FIRST.index("own_time")
        said = [Said(row[0], None, *told, row[own], None) for row, told in zip(rows, told(lesson, known), strict=True)]
        write(lesson, said, at, "")
        job.done += len(rows)
    last = leavingcases.last(lesson.card["currency"], after, TOLD)
    if last is None:
        close(Question.LEAVING, at)
        return "line_learn"
    job.cursor = {"phase": "leaving_tell", "after": last}
    return "leaving_tell"


def _main(run: Run | None) -> tuple[str, str]:
    """The currency in which most buy, and why nothing is told of leaving there ("" where something may be)."""
    if run is None or not run.learnt:
        return "", "no_orders"
    currency = max(run.learnt, key=lambda one: run.learnt[one]["customers"])
    pace = run.learnt[currency]["pace"]
    return currency, "nobody_leaves" if pace == "nbd" else "" if pace else "too_few"


def _end_of(run: Run) -> datetime:
    """The end of the day that counts as today."""
    return datetime.combine(run.day + timedelta(days=1), time(), company_zone())


PHASES: dict[str, Callable[[Work], str]] = {
    "lead_new": _lead_new,
    "lead_learn": _lead_learn, "lead_tell": _lead_tell, "leaving_learn": _leaving_learn, "leaving_tell": _leaving_tell,
    **interests.PHASES, **shelving.PHASES,
}  # fmt: skip
