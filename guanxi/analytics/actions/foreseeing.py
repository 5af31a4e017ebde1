"""Learning and telling chances, chunk by chunk: leads first, then customers who may leave, then what they buy next."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from guanxi.analytics.actions import shelving
from guanxi.analytics.actions.foresee import used
from guanxi.analytics.actions.reckon import zone
from guanxi.analytics.actions.standing import decide, refuse
from guanxi.analytics.actions.telling import Said, close, write
from guanxi.analytics.chance.learning import Learnt, NotLearnt, Split, by_group, learn
from guanxi.analytics.chance.measures import drift
from guanxi.analytics.chance.reasons import reasons
from guanxi.analytics.chance.table import Cases, Table
from guanxi.analytics.features import lead_cases, lead_table, leaving_cases, leaving_table
from guanxi.analytics.models import FORMAT, Lesson, Question, Run
from guanxi.analytics.notes import common
from guanxi.analytics.queries import leadcases, leavingcases
from guanxi.analytics.queries.value import latest_run
from guanxi.analytics.worthwhile import amounts, expected
from guanxi.commerce.models import Order
from guanxi.core.models import Work
from guanxi.staff.queries.company import company_customs

WEEK = timedelta(days=7)
TOLD = 2_000  # per chunk
LATER = 0.75  # of the cases are before those on which later ones are tried


def _lead_learn(job: Work) -> str:
    at = _at(job)
    if _is_due(job, Question.LEAD, at):
        rows = leadcases.taught(at)
        fields = common(str(row[leadcases.FIRST.index("note")] or "") for row in rows)
        _learn(Question.LEAD, at, at, lambda: _of_leads(rows, fields), {"fields": fields, "days": leadcases.DAYS})
    return "lead_tell"


def _of_leads(rows: list[Any], fields: list[str]) -> tuple[Cases, Split, str]:
    given = lead_cases(rows, fields)
    days = sorted(given.day.tolist())
    return given, Split(days[int(LATER * len(days))] if days else 0.0, leadcases.DAYS), "source"


def _lead_tell(job: Work) -> str:
    lesson, at, after = used(Question.LEAD), _at(job), job.cursor.get("after", 0)
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
    lesson, at = used(Question.LEAD), _at(job)
    rows = leadcases.told(at, 0, TOLD, new=True) if lesson else []
    if lesson is None or not rows:
        return "over"
    _tell_leads(lesson, rows, at, first=False)
    job.done += len(rows)
    return "lead_new"


def _tell_leads(lesson: Lesson, rows: list[Any], at: datetime, *, first: bool) -> None:
    known = lead_table(rows, lesson.card["fields"])
    _note_drift(lesson, known, first=first)
    money = amounts(leadcases.brought(company_customs().currency))
    lines = known.columns["product_line"].tolist()
    said = [
        Said(row[1], row[0], *told, lesson.card["days"], expected(told[0], line, money))
        for row, told, line in zip(rows, _told(lesson, known), lines, strict=True)
    ]
    write(lesson, said, at, company_customs().currency if money else "")


def _leaving_learn(job: Work) -> str:
    at = _at(job)
    if _is_due(job, Question.LEAVING, at):
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
        _learn(Question.LEAVING, at, now, lambda: _of_customers(rows), told)
    return "leaving_tell"


def _of_customers(rows: list[Any]) -> tuple[Cases, Split, str]:
    given = leaving_cases(rows)
    latest = float(given.day.max()) if len(given) else 0.0
    return given, Split(latest, leavingcases.LONGEST), "industry"


def _leaving_tell(job: Work) -> str:
    lesson, at, after, run = used(Question.LEAVING), _at(job), job.cursor.get("after", 0), latest_run()
    if lesson is None or run is None or _main(run)[1]:
        close(Question.LEAVING, at)
        return "next_learn"
    rows = leavingcases.told(lesson.card["currency"], _end_of(run), lesson.card["gap"], after, TOLD)
    if rows:
        known = leaving_table(rows)
        _note_drift(lesson, known, first=after == 0)
        own = leavingcases.FIRST.index("own_time")
        said = [Said(row[0], None, *told, row[own], None) for row, told in zip(rows, _told(lesson, known), strict=True)]
        write(lesson, said, at, "")
        job.done += len(rows)
    last = leavingcases.last(lesson.card["currency"], after, TOLD)
    if last is None:
        close(Question.LEAVING, at)
        return "next_learn"
    job.cursor = {"phase": "leaving_tell", "after": last}
    return "leaving_tell"


def _learn(
    question: Question,
    at: datetime,
    until: datetime,
    read: Callable[[], tuple[Cases, Split, str]],
    told: dict[str, Any],
) -> None:
    """Learn anew, or write down why nothing can be; then decide by which chances are told."""
    given, split, group = read()
    try:
        learnt: Learnt = learn(given, split)
    except NotLearnt as refusal:
        refuse(question, at, until, refusal.code, told | refusal.told | {"rows": len(given)})
        return
    groups = by_group(learnt.said, given.came, given.table.columns[group])
    learnt.plain["card"] |= told | {"group": group, "groups": groups}
    decide(question, at, until, learnt, given, split.window)


def _told(lesson: Lesson, known: Table) -> list[tuple[float, Any, Any]]:
    """Chance, reasons for and against of each."""
    from guanxi.analytics.chance.learning import chances

    said = chances(lesson.learnt, known).tolist()
    return [(one, *why) for one, why in zip(said, reasons(lesson.learnt, known), strict=True)]


def _note_drift(lesson: Lesson, known: Table, *, first: bool) -> None:
    """How far those who are told of now are from those that were learnt from; of the first chunk, which is enough."""
    if first and len(known) >= 100:
        spread = lesson.learnt["spread"]
        lesson.drift = {name: round(drift(one, known.columns[name]), 4) for name, one in spread.items()}
        lesson.save(update_fields=["drift"])


def _is_due(job: Work, question: Question, at: datetime) -> bool:
    # what was refused is tried again daily, what was kept in another format learnt anew
    learnt = Lesson.objects.filter(question=question, refused="", at__gt=at - WEEK, learnt__format=FORMAT)
    return bool(job.arguments.get("anew")) or not learnt.exists()


def _main(run: Run | None) -> tuple[str, str]:
    """The currency in which most buy, and why nothing is told of leaving there ("" where something may be)."""
    if run is None or not run.learnt:
        return "", "no_orders"
    currency = max(run.learnt, key=lambda one: run.learnt[one]["customers"])
    pace = run.learnt[currency]["pace"]
    return currency, "nobody_leaves" if pace == "nbd" else "" if pace else "too_few"


def _end_of(run: Run) -> datetime:
    """The end of the day that counts as today."""
    return datetime.combine(run.day + timedelta(days=1), time(), zone())


def _at(job: Work) -> datetime:
    return datetime.fromisoformat(job.arguments["at"])


PHASES: dict[str, Callable[[Work], str]] = {
    "lead_new": _lead_new,
    "lead_learn": _lead_learn, "lead_tell": _lead_tell, "leaving_learn": _leaving_learn, "leaving_tell": _leaving_tell,
    **shelving.PHASES,
}  # fmt: skip
