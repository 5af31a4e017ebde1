"""The stage bar and the stage log of an opportunity, made ready for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from guanxi.sales.actions.move import ASKED
from guanxi.sales.learning import AGES
from guanxi.sales.models import Line, Move, Opportunity, Stage
from guanxi.sales.queries.chance import Chance, Reason
from guanxi.sales.rules import is_aged, man_values, missing

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Bar:
    """The stages of its pipeline, how long it stands in the present one, and what the next one asks for."""

    steps: list[tuple[Stage, str]]
    days: int
    aged: bool
    next: Stage | None
    needs: list[Any]
    closed: Stage | None


def bar_of(opportunity: Opportunity, known: Mapping[str, Stage], has_lines: bool, now: datetime) -> Bar:
    """Steps are past, now or ahead; of closing stages only that one is shown in which it stands."""
    here = known[opportunity.stage]
    mine = [one for one in known.values() if one.pipeline_id == opportunity.pipeline]
    steps = [(one, _when(one, here)) for one in mine if one.kind == Stage.Kind.OPEN or one.key == here.key]
    following = next((one for one in mine if one.place > here.place and one.kind != Stage.Kind.LOST), None)
    if here.kind != Stage.Kind.OPEN:
        following = None
    needs = missing(_values(opportunity, has_lines), following) if following else []
    return Bar(
        steps=steps,
        days=max(0, (now - opportunity.stage_since).days),
        aged=is_aged(opportunity.stage_since, here, now),
        next=following,
        needs=[ASKED[name] for name in needs if name != "closed_on"],
        closed=here if here.kind != Stage.Kind.OPEN else None,
    )


def _when(stage: Stage, here: Stage) -> str:
    if stage.key == here.key:
        return "now"
    return "past" if stage.place < here.place else "ahead"


def _values(opportunity: Opportunity, has_lines: bool) -> dict[str, Any]:
    values = {name: getattr(opportunity, f"{name}_id" if name == "contact" else name, None) for name in ASKED}
    return {**values, **man_values(opportunity), "lines": has_lines}


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the stage log in words."""

    move: Move
    before: Any
    after: Any
    stood: str


def log_shown(moves: list[Move], known: Mapping[str, Stage]) -> list[Logged]:
    """The log with the stages as they are called now."""

    def words(key: str) -> Any:
        return known[key].label if key in known else key

    return [
        Logged(one, words(one.from_stage) if one.from_stage else "", words(one.to_stage), stood(one.seconds))
        for one in moves
    ]


def chance_shown(
    chance: Chance | None, opportunity: Opportunity, known: Mapping[str, Stage], lines: list[Line]
) -> dict[str, Any]:
    """A chance with its reasons in words."""

    def words(one: Reason) -> Any:
        match one.fact:
            case "stage":
                return known[one.value].label if one.value in known else one.value
            case "age":
                place = AGES.index(int(one.value))
                if place + 1 == len(AGES):
                    return gettext("Began %(days)d days ago or earlier") % {"days": AGES[place]}
                return gettext("Began %(first)d to %(last)d days ago") % {
                    "first": AGES[place],
                    "last": AGES[place + 1] - 1,
                }
            case "owner":
                return opportunity.owner
            case "product":
                return lines[0].product.name
        return one.value

    return {
        "chance": chance,
        "reasons_for": [(words(one), one) for one in chance.speaks_for] if chance else [],
        "reasons_against": [(words(one), one) for one in chance.against] if chance else [],
    }


def stood(seconds: int | None) -> str:
    """How long in words: 3 days, less than a day; "" where it is not known."""
    if seconds is None:
        return ""
    days = seconds // DAY
    if days < 1:
        return gettext("less than a day")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
