"""The chance of an open opportunity to be won, with its reasons."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from guanxi.core.actor import Actor
from guanxi.sales.learning import FEWEST, Model, age_of
from guanxi.sales.models import Learnt, Line, Opportunity, Stage
from guanxi.sales.queries.ended import named, too_few

REASONS = 3
LEAST = 0.02  # a shift of the scaled log-odds below this is no reason


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact, its value as text, and how many like it ended and were won."""

    fact: str
    value: str
    number: int
    won: int

    @property
    def share(self) -> int:
        """Won of them, in percent."""
        return round(self.won * 100 / self.number)


@dataclass(frozen=True, slots=True)
class Chance:
    """In percent. `learnt` is None where the history is too thin: then it is the probability that the company gave the stage."""

    percent: int
    learnt: Learnt | None = None
    speaks_for: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    enough: bool = False  # it is not learnt yet, though as many ended as that needs

    @property
    def fewest(self) -> int:
        """How many ended ones are needed to learn."""
        return FEWEST

    @property
    def in_order(self) -> int:
        """Of how many pairs, in percent, the won one had the higher chance when it was tried."""
        tried = self.learnt.validation if self.learnt else None
        return round(tried["auc"] * 100) if tried else 50

    @property
    def tells_apart(self) -> bool:
        """Whether it was better than saying the average, when it was tried."""
        tried = self.learnt.validation if self.learnt else None
        return tried is not None and tried["brier"] < tried["base"]


def chance_of(opportunity: Opportunity, stage: Stage, lines: list[Line], actor: Actor, today: date) -> Chance | None:
    """What history says of it; None where it has ended. `opportunity` is read with its customer."""
    if stage.kind != Stage.Kind.OPEN:
        return None
    learnt = Learnt.objects.order_by("-at").first()
    if learnt is None:
        return Chance(stage.probability, enough=not too_few(FEWEST))
    model, facts = Model(**learnt.model), _facts(opportunity, lines, actor, today)
    said = [(name, shift if name == "age" else shift * model.slope) for name, shift in model.reasons(facts)]
    strong = [one for one in said if abs(one[1]) >= LEAST]
    return Chance(
        round(model.chance(facts) * 100),
        learnt,
        [_reason(model, name, facts[name]) for name, shift in strong if shift > 0][:REASONS],
        [_reason(model, name, facts[name]) for name, shift in strong if shift < 0][:REASONS],
    )


def _facts(opportunity: Opportunity, lines: list[Line], actor: Actor, today: date) -> dict[str, str]:
    """As `queries.ended` names them, without what the actor sees only in part."""
    customer: Any = opportunity.customer
    industry = None if customer is None or actor.masks("customer", "industry") else customer.industry
    source = "" if actor.masks("opportunity", "source") else opportunity.source
    facts = named(opportunity.owner_id, lines[0].product_id if lines else None, industry, source)
    began = opportunity.opened_on or timezone.localtime(opportunity.created_at).date()
    return {**facts, "stage": opportunity.stage, "age": age_of(began, today)}


def _reason(model: Model, name: str, value: str) -> Reason:
    return Reason(name, value, *model.seen(name, value))
