"""Approvals an actor sees, what waits for him, and the rules."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from guanxi.approvals.models import Approval, Chain, Deputy, Step, Turn
from guanxi.approvals.queries.line import departments_above
from guanxi.approvals.rules import Facts, covers, findings, say_why
from guanxi.core.actor import Actor
from guanxi.staff.models import Department
from guanxi.staff.queries.company import company_customs

MOST = 50  # waiting for one member; beyond, those due first
LATEST = 20


def stands_for(member_id: int | None, today: date) -> list[int]:
    """Members for whom he stands in on a day."""
    rows = Deputy.objects.filter(deputy_id=member_id or 0, until_on__gte=today, from_on__lte=today)
    return list(rows.values_list("member_id", flat=True))


def deputies_of(member_id: int, today: date) -> list[int]:
    """Who stands in for a member on a day."""
    rows = Deputy.objects.filter(member_id=member_id, until_on__gte=today, from_on__lte=today)
    return list(rows.values_list("deputy_id", flat=True))


def deputies(actor: Actor, today: date) -> list[Deputy]:
    """Stand-ins of now and later: the actor's own, those he is, and all for whoever administers the staff."""
    rows = Deputy.objects.filter(until_on__gte=today).select_related("member", "deputy").order_by("from_on", "pk")
    if not actor.may("administer", "staff"):
        rows = rows.filter(Q(member_id=actor.member_id or 0) | Q(deputy_id=actor.member_id or 0))
    return list(rows[:LATEST])


def _turns() -> QuerySet[Turn]:
    return Turn.objects.select_related("approval__asked_by", "approval__owner", "approver", "decided_by")


def waiting_for(actor: Actor, today: date, limit: int = MOST, after: tuple[datetime, int] | None = None) -> list[Turn]:
    """Open turns of the actor and of those for whom he stands in, without what is his own; what is due first, from one key on."""
    mine = [actor.member_id or 0, *stands_for(actor.member_id, today)]
    rows = _turns().filter(approver_id__in=mine, is_open=True, approved=None, approval__state=Approval.State.WAITING)
    own = Q(approval__asked_by_id=actor.member_id or 0) | Q(approval__owner_id=actor.member_id or 0)
    own |= Q(approval__shown__contains={"concerns": [actor.member_id or 0]})
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return list(rows.exclude(own).order_by("due_at", "pk")[:limit])


def decided_by(actor: Actor, before: tuple[datetime, int] | None = None, limit: int = LATEST) -> list[Turn]:
    """What the actor decided, the latest first, from one key on."""
    rows = _turns().filter(decided_by_id=actor.member_id or 0).order_by("-decided_at", "-pk")
    if before is not None:
        rows = rows.filter(Q(decided_at__lt=before[0]) | Q(decided_at=before[0], pk__lt=before[1]))
    return list(rows[:limit])


def asked_by(actor: Actor, before: int | None = None, limit: int = LATEST) -> list[Approval]:
    """What the actor asked for lately, each with its turns, from one number on."""
    rows = Approval.objects.filter(asked_by_id=actor.member_id or 0)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(_whole(rows).order_by("-pk")[:limit])


def approvals() -> QuerySet[Approval]:
    """What whoever acts may see (the policy decides), with those who are asked."""
    return _whole(Approval.objects.all())


def _whole(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    turns = Turn.objects.select_related("approver", "decided_by").order_by("position")
    return rows.select_related("asked_by", "owner").prefetch_related(Prefetch("turns", turns))


def latest_of(document: str, record_id: int) -> Approval | None:
    """The latest request about a document."""
    return _whole(Approval.objects.filter(document=document, record_id=record_id)).order_by("-pk").first()


def about(document: str, ids: Collection[int]) -> list[Approval]:
    """The requests about documents, with those who are asked; the latest of each last."""
    return list(_whole(Approval.objects.filter(document=document, record_id__in=ids)).order_by("pk"))


def open_turn(approval: Approval) -> Turn | None:
    """Whose turn it is."""
    return next((one for one in approval.turns.all() if one.is_open and one.approved is None), None)


def chains(document: str | None = None) -> list[Chain]:
    """The rules in their order, with their steps."""
    rows = Chain.objects.order_by("place", "pk")
    if document is not None:
        rows = rows.filter(document=document, is_active=True)
    return list(rows.prefetch_related(Prefetch("steps", Step.objects.select_related("role", "member"))))


def department_names(rules: list[Chain]) -> dict[int, str]:
    """Names of the departments that rules name."""
    ids = {one for rule in rules for one in rule.departments}
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "name"))


def asking(facts: Facts) -> tuple[list[Chain], list[dict[str, Any]]]:
    """The rules that ask for approval of a document, and why it is needed; oddities need it whatever the rules say."""
    known = chains(facts.document)
    above = departments_above(facts.owner_id) if known else []
    fitting = [(one, found) for one in known if (found := findings(one, facts, above)) is not None]
    why = [one for _rule, found in fitting for one in found]
    why += [{"why": "flag", "flag": one} for one in facts.flags]
    return [rule for rule, _found in fitting], [one for place, one in enumerate(why) if one not in why[:place]]


def standing(facts: Facts) -> dict[str, Any]:
    """Whether a document needs approval and `why`, in words, and what became of the latest request of what stands there now."""
    why, last = asking(facts)[1], latest_of(facts.document, facts.record_id)
    asked = last if last is not None and covers(last, facts) else None
    return {
        "why": say_why(why, facts.document, currency_of_rules()) if why else "",
        "asked": asked,
        "asked_turn": open_turn(asked) if asked else None,
        "asked_said": [one for one in asked.turns.all() if one.approved is not None] if asked else [],
        "may_go": not why or (asked is not None and asked.state == Approval.State.APPROVED),
        "may_ask": asked is None or asked.state not in {Approval.State.WAITING, Approval.State.APPROVED},
    }


def currency_of_rules() -> str:
    """The currency that amounts of rules are in: the company's own."""
    return company_customs().currency
