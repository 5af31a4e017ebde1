"""Chances as their readers see them: of one lead or customer, the open leads by what they are expected to bring, and the cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from guanxi.analytics.bands import named
from guanxi.analytics.models import Chance, Lesson, Question
from guanxi.core.actor import Actor
from guanxi.customers.models import Fact
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE, State
from guanxi.sales.queries.lead import who

PAGE = 25
OPEN = (*LIVE, State.RECYCLED)
ORDER = (F("expected").desc(nulls_last=True), F("chance").desc(), F("id").desc())


def of_lead(lead_id: int) -> Chance | None:
    """The chance of a lead, where the reader sees it."""
    return Chance.objects.filter(lead_id=lead_id).select_related("lead").defer("lesson__learnt").first()


def of_customer(customer_id: int, question: Question) -> Chance | None:
    """What is told of a customer."""
    return Chance.objects.filter(customer_id=customer_id, question=question, lead=None).first()


@dataclass(frozen=True)
class Worthwhile:
    """A page of open leads, those that are expected to bring most first; `following` is where the next page goes on."""

    rows: list[Any]
    following: int | None


def by_value(actor: Actor, *, mine: bool, after: int | None = None, most: int = PAGE) -> Worthwhile:
    """Open leads that the actor sees by expected value, then by chance; `mine` only his own. Each with `who`."""
    seen = Lead.objects.alive().visible_to(actor).filter(state__in=OPEN)
    if mine:
        seen = seen.filter(owner_id=actor.member_id)
    rows = Chance.objects.filter(lead__in=seen).select_related("lead", "lead__owner").order_by(*ORDER)
    found = list(_following(rows, after)[: most + 1])
    names = who([one.lead_id for one in found[:most] if one.lead_id])
    for one in found[:most]:
        known = names.get(one.lead_id or 0)
        one.who = known.name if known else ""  # type: ignore[attr-defined]
    return Worthwhile(found[:most], found[most - 1].pk if len(found) > most else None)


def _following(rows: QuerySet[Chance], after: int | None) -> QuerySet[Chance]:
    last = Chance.objects.filter(pk=after, lead__isnull=False).first() if after else None
    if last is None:
        return rows
    beyond = Q(chance__lt=last.chance) | Q(chance=last.chance, pk__lt=last.pk)
    if last.expected is None:
        return rows.filter(beyond, expected=None)
    return rows.filter(Q(expected__lt=last.expected) | Q(expected=last.expected) & beyond | Q(expected=None))


def lessons() -> dict[str, tuple[Lesson | None, Lesson | None]]:
    """Per question what chances are told by, and the latest that was learnt or refused: one query."""
    rows = list(Lesson.objects.defer("learnt").order_by("-at"))
    found = {}
    for question in Question:
        mine = [one for one in rows if one.question == question]
        found[question.value] = (next((one for one in mine if one.is_used), None), mine[0] if mine else None)
    return found


def fill_leads(leads: Sequence[Any]) -> None:
    """Set chance, its band and the expected value on leads, in one query."""
    rows = Chance.objects.filter(lead_id__in=[one.pk for one in leads])
    found = {one.lead_id: one for one in rows.only("lead_id", "chance", "band", "expected", "currency")}
    for one in leads:
        told = found.get(one.pk)
        one.chance = None if told is None else round(100 * told.chance)
        one.chance_band = "" if told is None else told.band
        one.expected = None if told is None or told.expected is None else Decimal(round(told.expected))
        one.expected_currency = "" if told is None else told.currency


def lead_in_band(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list of leads."""
    told = Chance.objects.filter(question=Question.LEAD)
    if operator == "is":
        return Q(pk__in=told.filter(band=named(str(value))).values("lead_id"))
    some = Q(pk__in=told.values("lead_id"))
    return some if operator == "not_empty" else ~some


def customer_in_band(operator: str, value: Any, actor: Any) -> Q:  # noqa: ARG001 - every condition is given who asks
    """The condition of a list of customers."""
    told = Fact.objects.filter(name="leaving")
    if operator == "is":
        return Q(pk__in=told.filter(word=named(str(value))).values("customer_id"))
    some = Q(pk__in=told.values("customer_id"))
    return some if operator == "not_empty" else ~some
