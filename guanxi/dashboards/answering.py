"""What the cards of a dashboard say to a member: kept answers at once, what is missing by one process together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from guanxi.analytics.exploring import Asking, asked_by, parameters
from guanxi.analytics.queries.explorer import Asked, Told, all_answers, digest, scope_of
from guanxi.analytics.queries.warehouse import latest_fill, listed
from guanxi.core.actor import Actor
from guanxi.dashboards.models import Dashboard, Kept, Tile

SWEPT = timedelta(days=30)  # an answer that nobody looked at for so long goes
SHAPE = 1  # of what is kept


@dataclass(slots=True)
class Answered:
    """A card, its question as the member may ask it (`asked` None: he may not), and the answer that is known, fresh or not."""

    tile: Tile
    asking: Asking
    key: str = ""
    stamp: str = ""
    told: Told | None = None
    as_of: datetime | None = None
    fresh: bool = False

    @property
    def asked(self) -> Asked | None:
        """What is asked."""
        return self.asking.asked


@dataclass(frozen=True, slots=True)
class Figures:
    """The cards of a dashboard with what is known; `as_of` is None before the warehouse was filled for the first time."""

    cards: list[Answered]
    as_of: datetime | None

    @property
    def missing(self) -> list[Answered]:
        """Those whose answer is to be fetched, or replaced."""
        return [one for one in self.cards if one.asked is not None and not one.fresh] if self.as_of else []


def period_of(dashboard: Dashboard, given: str) -> str:
    """The period that holds: the one of the address, else the dashboard's."""
    return given or dashboard.period


def known(tiles: Sequence[Tile], period: str, actor: Actor) -> Figures:
    """What was kept of these cards for this member with the rights he has now; five queries, however many cards."""
    fill = latest_fill()
    cards = [Answered(one, asked_by(parameters(_asked(one, period)), actor)) for one in tiles]
    if fill is None or fill.ended_at is None:
        return Figures(cards, None)
    scope, files = asdict(scope_of(actor)), digest(listed())
    for one in cards:
        if one.asked is not None:
            one.key = digest({"shape": SHAPE, "asked": one.asking.params, "scope": scope})
            days = [str(day) for day in (one.asked.today, one.asked.first, one.asked.last)]
            one.stamp = digest([files, days])
    keys = [one.key for one in cards if one.key]
    kept = {one.key: one for one in Kept.objects.filter(member_id=actor.member_id or 0, key__in=keys)}
    for one in cards:
        if found := kept.get(one.key):
            one.told, one.as_of = _read(found.told), found.as_of
            one.fresh = found.stamp == one.stamp
    return Figures(cards, fill.ended_at)


def _asked(tile: Tile, period: str) -> dict[str, Any]:
    """The question of a card, in another period where one was chosen."""
    if period == "own":
        return dict(tile.asked)
    kept = {name: value for name, value in tile.asked.items() if name not in {"period", "first", "last"}}
    return kept if period == "all" else kept | {"period": period}


def _read(told: list[Any]) -> Told:
    return [(rows, whole) for rows, whole in told]


def fetch(figures: Figures, *, actor: Actor, at: datetime) -> list[Answered]:
    """Have one process answer what is missing, and keep it for the next time; answers those cards. Raises `Refused`.

    Who looks through a colleague's eyes keeps nothing.
    """
    missing = figures.missing
    told = all_answers([one.asked for one in missing if one.asked], actor) if missing else []
    if told is None or figures.as_of is None:
        return []
    for one, answer in zip(missing, told, strict=True):
        one.told, one.as_of, one.fresh = answer, figures.as_of, True
    if missing and not actor.through_id.startswith("seen-as:"):
        _keep(missing, actor, at)
    return missing


def _keep(cards: list[Answered], actor: Actor, at: datetime) -> None:
    rows = {
        one.key: Kept(
            member_id=actor.member_id or 0, key=one.key, stamp=one.stamp, as_of=one.as_of, at=at, told=one.told
        )
        for one in cards
        if one.as_of
    }
    Kept.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        unique_fields=["member", "key"],
        update_fields=["stamp", "as_of", "at", "told"],
    )
    Kept.objects.filter(member_id=actor.member_id or 0, at__lt=at - SWEPT).delete()
