"""What a member holds, who would get it, and what was handed over before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.core import holdings
from guanxi.core.actor import Actor
from guanxi.core.holdings import Division, Holding
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.core.work import ENDED
from guanxi.staff.allotting import allot
from guanxi.staff.farewell import LONGEST, checked
from guanxi.staff.models import HandOver, Member
from guanxi.staff.succession import ONE, TURNS, UNDONE_WITHIN, Plan

COUNTED = 10_000  # beyond, a page says "more than"
LATEST = 10


@dataclass(slots=True)
class Held:
    """One kind of what a member holds; `shares` is how many of it each taker gets by a plan."""

    holding: Holding
    number: int
    more: bool
    allowed: bool
    url: str
    shares: dict[int, int] = field(default_factory=dict)


def held(member_id: int, actor: Actor) -> list[Held]:
    """What a member holds, kind by kind: a bounded count each, by an index on the member."""
    found = []
    numbers = holdings.counts(member_id, COUNTED + 1)
    for one in holdings.holdings():
        number = numbers[one.name]
        url = one.url(member_id) if one.url else ""
        found.append(Held(one, min(number, COUNTED), number > COUNTED, one.allowed(actor), url))
    return found


def share_out(rows: Iterable[Held], plan: Plan) -> None:
    """Set the shares of each kind, as the job would deal them now; of more than `COUNTED` the first are dealt."""
    planned: dict[int, int] = {}
    for one in rows:
        if plan.rule == ONE and not plan.apart:
            one.shares = {plan.takers[0]: one.number} if one.number else {}
            continue
        ids = one.holding.held(plan.giver).ids(0, COUNTED)
        taken = allot(plan, one.holding, ids, planned=planned)
        if one.holding.name == "customer":
            planned = taken
        one.shares = dict(Counter(taken.values()))


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan as the page asks for it, with the choices that its rule brings; `problem` says what is wrong with it, or why there is none."""

    plan: Plan | None
    rule: str
    takers: list[int]
    values: list[tuple[str, int, int]]  # value of the division, customers with it, who gets them
    apart: dict[str, int]
    problem: str = ""


def asked(giver: int, given: Mapping[str, list[str]]) -> Asked:
    """Read the plan from an address or a form: to=…&rule=…&for-<number>=<taker>&apart-<kind>=<taker>&mail=1&mail-<language>-text=…."""
    rule = (given.get("rule") or [ONE])[0]
    division = next((one for one in holdings.divisions() if one.name == rule), None)
    if rule not in {ONE, TURNS} and division is None:
        rule = ONE
    chosen = list(dict.fromkeys(int(one) for one in given.get("to", []) if _is_id(one)))
    other = _numbers(given, "apart-")
    named = {*chosen, *(taker for _name, taker in other)}
    working = set(Member.objects.filter(pk__in=named, is_active=True).exclude(pk=giver).values_list("pk", flat=True))
    takers = [one for one in chosen if one in working]
    takers = takers[:1] if rule == ONE else takers
    values = _values(division, giver, takers, given) if division and takers else []
    known = {one.name for one in holdings.holdings()}
    apart = {name[6:]: taker for name, taker in other if name[6:] in known and taker in working}
    problem = ""
    if not takers:
        problem = _("Choose who takes the work over.") if "to" in given else " "
    elif rule != ONE and len(takers) == 1:
        problem = _("Choose at least two colleagues to divide the work among.")
    by = {value: taker for value, _number, taker in values}
    plan = None if problem else Plan(giver, tuple(takers), rule, by, apart)
    if plan and given.get("mail"):
        try:
            plan = replace(plan, mail=checked(_mail(given)))
        except Refused as refused:
            problem = str(refused)
    return Asked(plan, rule, takers, values, apart, problem.strip())


def _values(
    division: Division, giver: int, takers: list[int], given: Mapping[str, list[str]]
) -> list[tuple[str, int, int]]:
    chosen = dict(_numbers(given, "for-"))
    return [
        (value, number, chosen[f"for-{value}"] if chosen.get(f"for-{value}") in takers else takers[place % len(takers)])
        for place, (value, number) in enumerate(division.values(giver))
    ]


def _mail(given: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
    """mail-<language>-subject and mail-<language>-text."""
    return {
        code: {part: (given.get(f"mail-{code}-{part}") or [""])[0] for part in LONGEST}
        for code, _name in settings.LANGUAGES
    }


def _numbers(given: Mapping[str, list[str]], start: str) -> list[tuple[str, int]]:
    return [
        (name, int(values[0]))
        for name, values in given.items()
        if name.startswith(start) and values and _is_id(values[0])
    ]


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19  # fits the column


@dataclass(frozen=True, slots=True)
class Earlier:
    """A hand-over of before; `running` is its job or that of its undo while it goes on."""

    handed: HandOver
    number: int
    names: str
    running: Work | None
    can_undo: bool
    panels: list[str] = field(default_factory=list)  # what other packages tell of it


def earlier(giver: int, at: datetime) -> list[Earlier]:
    """The latest hand-overs of a member's work, newest first; three queries."""
    rows = list(HandOver.objects.filter(giver=giver).select_related("member").order_by("-pk")[:LATEST])
    jobs = Work.objects.in_bulk([pk for one in rows for pk in (one.work_id, one.undo_id) if pk])
    plans = [Plan.from_json(one.plan) for one in rows]
    names = dict(
        Member.objects.filter(pk__in={pk for plan in plans for pk in plan.everybody}).values_list("pk", "name")
    )
    found = []
    for one, plan in zip(rows, plans, strict=True):
        here = [jobs[pk] for pk in (one.undo_id, one.work_id) if pk in jobs]
        running = next((job for job in here if job.state not in ENDED), None)
        can_undo = one.undo_id is None and one.ended_at is not None and at - one.at <= UNDONE_WITHIN
        words = pgettext("between names", ", ").join(names[pk] for pk in plan.everybody if pk in names)
        found.append(Earlier(one, sum(one.moved.values()), words, running, can_undo and bool(one.moved)))
    return found


def colleagues(giver: Member) -> tuple[list[Any], list[Any]]:
    """Who could take the work over: those of the same department (or manager), then everybody else; by name."""
    others = Member.objects.filter(is_active=True).exclude(pk=giver.pk)
    rows = list(others.values("pk", "name", "department_id", "manager_id"))
    near = [one for one in rows if _is_near(one, giver)]
    return near, [one for one in rows if not _is_near(one, giver)]


def _is_near(one: Mapping[str, Any], giver: Member) -> bool:
    same_department = giver.department_id is not None and one["department_id"] == giver.department_id
    same_manager = giver.manager_id is not None and giver.manager_id in {one["manager_id"], one["pk"]}
    return same_department or same_manager
