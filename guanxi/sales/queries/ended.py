"""Ended opportunities with what was known of them while they were open, for learning."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.sales.learning import Ended
from guanxi.sales.models import Line, Move, Opportunity, Stage

MOST = 20_000  # the latest; more would teach nothing new and take minutes
CHUNK = 2000


def ended(actor: Actor) -> list[Ended]:
    """The latest that were won or lost, of those that the actor sees; a handful of queries per two thousand."""
    rows = (
        Opportunity.objects.alive()
        .visible_to(actor)
        .filter(closed_on__isnull=False)
        .order_by("-closed_on", "-pk")
        .values_list("pk", "opened_on", "closed_on", "state", "owner_id", "source", "customer__industry")
    )
    found: list[Any] = list(rows[:MOST])
    products, stages = products_of([row[0] for row in found]), stages_of([row[0] for row in found])
    return [
        Ended(
            min(opened or closed, closed), closed, state == Stage.Kind.WON,
            named(owner_id, products.get(pk), industry, source), stages.get(pk, []),
        )
        for pk, opened, closed, state, owner_id, source, industry in found
    ]  # fmt: skip


def too_few(fewest: int) -> bool:
    """Whether fewer than these were won or lost, without counting them all."""
    rows = Opportunity.objects.alive().filter(closed_on__isnull=False).order_by("-closed_on", "-pk")
    return not rows.values_list("pk", flat=True)[fewest - 1 : fewest]


def named(owner_id: int | None, product_id: int | None, industry: str | None, source: str) -> dict[str, str]:
    """The facts that stay the same, by name; what is not known is left out."""
    facts = {"owner": owner_id, "product": product_id, "industry": industry, "source": source}
    return {name: str(value) for name, value in facts.items() if value}


def products_of(ids: Sequence[int]) -> dict[int, int]:
    """The first product of each."""
    found: dict[int, int] = {}
    for part in chunks(ids):
        for pk, product_id in (
            Line.objects.filter(opportunity__in=part).order_by("pk").values_list("opportunity_id", "product_id")
        ):
            found.setdefault(pk, product_id)
    return found


def stages_of(ids: Sequence[int]) -> dict[int, list[tuple[date, str]]]:
    """When each came to which open stage, in order."""
    opened = set(Stage.objects.filter(kind=Stage.Kind.OPEN).values_list("pk", flat=True))
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for part in chunks(ids):
        for pk, stage, at in (
            Move.objects.filter(opportunity__in=part).order_by("pk").values_list("opportunity_id", "to_stage", "at")
        ):
            if stage in opened:
                found[pk].append((timezone.localtime(at).date(), stage))
    return found


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Parts of at most `CHUNK`."""
    for place in range(0, len(ids), CHUNK):
        yield ids[place : place + CHUNK]
