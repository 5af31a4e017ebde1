"""The board: a column per stage, with its count, its sums per currency and the first of its cards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.dateparse import parse_datetime

from guanxi.core.actor import Actor
from guanxi.core.one import columns_of, whole_rows
from guanxi.sales.models import Opportunity, Pipeline, Stage, Tally
from guanxi.sales.queries.opportunity import fill_products
from guanxi.sales.rules import is_aged
from guanxi.ui.lists.references import MEMBER, References, fetch

CARDS = 12  # of a column at once: more than a screen shows; the next come as one scrolls
MOST_OWNERS = 200  # who sees more owners than these reads along the stage, see docs/decisions/0011

# The first cards of each stage from an index that begins with it, or with its owner: never more rows than are shown.
FIRST = """
select {columns} from sales_opportunity where id = any (array(
    select id from (
        select k.id, row_number() over (partition by k.stage order by k.stage_since desc, k.id desc) as place
          from unnest(%(stages)s::text[]) as s(stage) {owners} cross join lateral (
            select o.id, o.stage, o.stage_since from sales_opportunity o
             where o.stage = s.stage {owned} {behind} and o.deleted_at is null
             order by o.stage_since desc, o.id desc limit %(size)s) k) placed
     where place <= %(size)s))
order by stage_since desc, id desc
"""


@dataclass(slots=True)
class Card:
    """An opportunity on the board: `product` names what its own name does not, `days` are those in its stage.

    `customer` is "" where the actor does not see him.
    """

    opportunity: Opportunity
    aged: bool
    product: str
    days: int
    customer: str
    owner: str


@dataclass(slots=True)
class Column:
    """A stage on the board; `after` is where its next cards begin, "" at the end."""

    stage: Stage
    count: int = 0
    sums: list[tuple[str, Decimal]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    after: str = ""


def board(pipeline: Pipeline, actor: Actor, now: datetime, *, owner_id: int | None = None) -> list[Column]:
    """The columns of a pipeline: one query for the figures and one for the cards. `owner_id` narrows to one seller."""
    columns = {stage.key: Column(stage) for stage in pipeline.stages.all()}
    rows, owners = Tally.objects.filter(stage__in=columns), _whose(actor, owner_id)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    figures = rows.values("stage", "currency").annotate(count=Sum("number"), sum=Sum("minor")).order_by("currency")
    for row in figures:
        column = columns[row["stage"]]
        column.count += row["count"]
        if row["sum"]:
            column.sums.append((row["currency"], row["sum"] / 100))
    fill([one for one in columns.values() if one.count], actor, now, owner_id=owner_id)
    return list(columns.values())


def fill(
    columns: Sequence[Column], actor: Actor, now: datetime, *, owner_id: int | None = None, after: str = ""
) -> None:
    """Put cards into columns, those behind `after` into one: what moved last stands on top."""
    owners = _whose(actor, owner_id)
    place = _place(after)
    query = FIRST.format(
        columns=columns_of(Opportunity),
        owners="" if owners is None else "cross join unnest(%(owners)s::bigint[]) as w(owner)",
        owned="" if owners is None else "and o.owner_id = w.owner",
        behind="and (o.stage_since, o.id) < (%(since)s, %(pk)s)" if place else "",
    )
    given: dict[str, Any] = {"stages": [one.stage.key for one in columns], "owners": owners, "size": CARDS + 1}
    if place:
        given["since"], given["pk"] = place
    found: list[Any] = whole_rows(Opportunity, query, given)
    fill_products(found)
    names = _names(found)
    for column in columns:
        mine = [one for one in found if one.stage == column.stage.key]
        column.cards = [_card(one, column.stage, now, names) for one in mine[:CARDS]]
        if len(mine) > CARDS:
            column.after = f"{mine[CARDS - 1].stage_since.isoformat()}~{mine[CARDS - 1].pk}"


def _names(found: Sequence[Any]) -> References:
    """Names of their customers and owners."""
    customers = {one.customer_id for one in found if one.customer_id}
    return fetch({"customer": customers, MEMBER: {one.owner_id for one in found if one.owner_id}})


def _card(one: Any, stage: Stage, now: datetime, names: References) -> Card:
    told = _bare(one.product) in _bare(one.name)
    customer = names.found["customer"].get(one.customer_id)
    return Card(
        one,
        is_aged(one.stage_since, stage, now),
        "" if told else one.product,
        max(0, (now - one.stage_since).days),
        customer.name if customer else "",
        names.found[MEMBER].get(one.owner_id, ""),
    )


def _bare(words: str) -> str:
    """Words without case and spaces: “GTXPro 17” names the product “GTX Pro”."""
    return "".join(words.casefold().split())


def _whose(actor: Actor, owner_id: int | None) -> list[int] | None:
    """Whose opportunities are asked for and seen, where they are few enough to be read one by one; the policy decides anyway."""
    if owner_id is not None:
        return [owner_id]
    owners = actor.sight.owners.get("opportunity", [])
    return None if actor.sees_all("opportunity") or len(owners) > MOST_OWNERS else owners


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
