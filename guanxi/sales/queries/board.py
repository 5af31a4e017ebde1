"""The board: a column per stage, with its count, its sums per currency and the first of its cards."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.dateparse import parse_datetime

from guanxi.core.actor import Actor
from guanxi.sales.models import Opportunity, Pipeline, Stage
from guanxi.sales.queries.opportunity import opportunities
from guanxi.sales.rules import is_aged

CARDS = 20  # of a column at once


@dataclass(slots=True)
class Card:
    """An opportunity on the board."""

    opportunity: Opportunity
    aged: bool


@dataclass(slots=True)
class Column:
    """A stage on the board; `after` is where its next cards begin, "" at the end."""

    stage: Stage
    count: int = 0
    sums: list[tuple[str, Decimal]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    after: str = ""


def board(pipeline: Pipeline, actor: Actor, now: datetime, *, owner_id: int | None = None) -> list[Column]:
    """The columns of a pipeline: one query for the figures and one per column. `owner_id` narrows to one seller."""
    columns = {stage.key: Column(stage) for stage in pipeline.stages.all()}
    rows = _rows(actor, owner_id).filter(pipeline=pipeline.key)
    for row in (
        rows.values("stage", "currency").annotate(count=Count("pk"), minor=Sum("amount_minor")).order_by("currency")
    ):
        column = columns[row["stage"]]
        column.count += row["count"]
        if row["minor"]:
            column.sums.append((row["currency"], Decimal(row["minor"]) / 100))
    for column in columns.values():
        if column.count:
            fill(column, actor, now, owner_id=owner_id)
    return list(columns.values())


def fill(column: Column, actor: Actor, now: datetime, *, owner_id: int | None = None, after: str = "") -> Column:
    """Put the cards behind `after` into a column: what moved last stands on top."""
    rows = _rows(actor, owner_id).filter(stage=column.stage.key)
    place = _place(after)
    if place:
        since, pk = place
        rows = rows.filter(Q(stage_since__lt=since) | Q(stage_since=since, pk__lt=pk))
    found = list(rows.select_related("customer", "owner").order_by("-stage_since", "-pk")[: CARDS + 1])
    column.cards = [Card(one, is_aged(one.stage_since, column.stage, now)) for one in found[:CARDS]]
    if len(found) > CARDS:
        last = found[CARDS - 1]
        column.after = f"{last.stage_since.isoformat()}~{last.pk}"
    return column


def _rows(actor: Actor, owner_id: int | None) -> "QuerySet[Opportunity]":
    rows: QuerySet[Opportunity] = opportunities(actor)
    return rows if owner_id is None else rows.filter(owner_id=owner_id)


def _place(after: str) -> tuple[datetime, int] | None:
    """What `after` says; None where it says nothing that can be understood."""
    moment, _mark, number = after.partition("~")
    try:
        since = parse_datetime(moment)
    except ValueError:
        return None
    if since is None or since.tzinfo is None or not number.isdecimal() or len(number) > 18:
        return None
    return since, int(number)
