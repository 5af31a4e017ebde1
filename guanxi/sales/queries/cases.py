"""Opportunities as they went, for foreseeing what comes; by currency, for amounts of several do not add up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from math import ceil
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Mod
from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.core.models import Change
from guanxi.sales.hazards import LATELY, Case
from guanxi.sales.models import Flow, Opportunity, Share, Stage
from guanxi.sales.queries.ended import CHUNK, chunks, named, products_of, stages_of
from guanxi.staff.queries.company import company_customs

BACK = timedelta(days=730)
MOST = 20_000  # that ended; where there are more, some of the sellers stand for all
COLUMNS = (
    "pk", "opened_on", "closed_on", "state", "owner_id", "source", "customer__industry", "amount", "currency", "created_at",
    "is_split",
)  # fmt: skip
Cases = dict[str, list[Case]]


def past(actor: Actor, until: date) -> tuple[Cases, int]:
    """What ended in the two years before the latest end before `until`, and what is open, with what was said of them on the way.

    And one in how many sellers it is about. Where it is not all of them, what is credited to the others is left out.
    """
    rows = Opportunity.objects.alive().visible_to(actor)
    latest = rows.filter(closed_on__lt=until).order_by("-closed_on", "-pk").values_list("closed_on", flat=True).first()
    if latest is None:
        return {}, 1
    since = latest - BACK
    if (share := _share(since)) > 1:
        rows = rows.annotate(part=Mod(F("owner_id"), share)).filter(Q(part=0) | Q(is_split=True))
    ended = rows.filter(closed_on__gte=since).order_by("-closed_on", "-pk")
    return _cases([*ended.values_list(*COLUMNS)[: MOST * 2], *_open(rows)], heard=True, share=share), share


def present(actor: Actor, until: date) -> Iterator[Cases]:
    """What is open, and what began lately, in parts; its worth as it stands now."""
    began = Q(opened_on__gte=until - timedelta(days=LATELY)) & ~Q(state=Stage.Kind.OPEN)
    visible = Opportunity.objects.alive().visible_to(actor)
    for rows in (visible.filter(state=Stage.Kind.OPEN), visible.filter(began)):
        found = rows.order_by().values_list(*COLUMNS).iterator(chunk_size=CHUNK)
        while part := list(islice(found, CHUNK)):
            yield _cases(part, heard=False)


def _open(rows: QuerySet[Any]) -> Iterable[Any]:
    return rows.filter(state=Stage.Kind.OPEN).order_by().values_list(*COLUMNS)


def _share(since: date) -> int:
    """One in how many sellers are read."""
    sums: Any = Flow.objects.filter(face="", month__gte=since).aggregate(won=Sum("won"), lost=Sum("lost"))
    return max(1, ceil(((sums["won"] or 0) + (sums["lost"] or 0)) / MOST))


def _cases(rows: Sequence[Any], *, heard: bool, share: int = 1) -> Cases:
    ids = [row[0] for row in rows]
    products, stages, own = products_of(ids), stages_of(ids), company_customs().currency
    changed = _changed(ids) if heard else {}
    shares = _shares([row[0] for row in rows if row[-1]], share)
    found: Cases = defaultdict(list)
    for pk, opened, closed, state, owner_id, source, industry, amount, code, created_at, is_split in rows:
        if is_split and pk not in shares:
            continue  # all of it is credited to others
        currency = code or own
        made = timezone.localtime(created_at).date()
        begun = made if heard else date.min
        began = opened or closed or made
        found[currency].append(
            Case(
                min(began, closed or began), closed, state == Stage.Kind.WON, owner_id or 0,
                named(owner_id, products.get(pk), industry, source), stages.get(pk, []), str(products.get(pk, "")),
                float(amount or 0) if state == Stage.Kind.WON else 0.0, _said(amount, begun, changed.get(pk, [])), shares.get(pk, ()),
            )
        )  # fmt: skip
    return found


def _shares(ids: Sequence[int], share: int) -> dict[int, list[tuple[int, float]]]:
    """Parts of the credit of split ones by member, of one in `share` members; no query where none is split."""
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for part in chunks(ids):
        rows = Share.objects.filter(opportunity__in=part).order_by("pk")
        for pk, member, percent in rows.values_list("opportunity_id", "member_id", "percent"):
            if member % share == 0:
                found[pk].append((member, percent / 100))
    return found


def _said(amount: Any, begun: date, changes: list[tuple[date, Any, Any]]) -> list[tuple[date, float]]:
    """What was said of its worth since when: what it began with, then each change. Nothing and 0 are not said."""
    first = changes[0][1] if changes else amount
    steps = [(begun, first), *((day, after) for day, _before, after in changes)]
    return [(day, float(value)) for day, value in steps if value and float(value)]


def _changed(ids: Sequence[int]) -> dict[int, list[tuple[date, Any, Any]]]:
    """The changes of amounts in the history, in order: (day, before, after)."""
    found: dict[int, list[tuple[date, Any, Any]]] = defaultdict(list)
    for part in chunks(ids):
        rows = Change.objects.filter(
            kind="opportunity", record_id__in=part, operation="U", changes__has_key="amount"
        ).order_by("pk")
        for pk, at, changes in rows.values_list("record_id", "at", "changes"):
            found[pk].append((timezone.localtime(at).date(), *changes["amount"]))
    return found
