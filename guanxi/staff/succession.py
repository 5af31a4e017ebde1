"""Who takes over what of a leaver's work: the plan, and the rule by which each record finds its taker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

UNDONE_WITHIN = timedelta(days=30)
ONE = "one"
TURNS = "turns"


@dataclass(frozen=True, slots=True)
class Plan:
    """`giver`'s work for `takers`, the first of whom gets what hangs on no customer.

    `rule` is "one", "turns" (customers in turn) or the name of a division (city, industry, tag) with `by` value → taker,
    where customers of no such value are dealt in turn. `apart` gives whole kinds to one colleague, whatever the rule says.
    """

    giver: int
    takers: tuple[int, ...]
    rule: str = ONE
    by: Mapping[str, int] = field(default_factory=dict)
    apart: Mapping[str, int] = field(default_factory=dict)
    # subject and text per language of the mail that tells the customers; empty: nobody is written to
    mail: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The plan for a column or a job's arguments."""
        return {
            "giver": self.giver,
            "takers": list(self.takers),
            "rule": self.rule,
            "by": dict(self.by),
            "apart": dict(self.apart),
            "mail": {code: dict(said) for code, said in self.mail.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Plan":
        """The plan that `as_json` wrote."""
        takers, mail = tuple(stored["takers"]), stored.get("mail", {})
        return cls(stored["giver"], takers, stored["rule"], stored["by"], stored["apart"], mail)

    @property
    def everybody(self) -> list[int]:
        """All who get something, each once."""
        return list(dict.fromkeys([*self.takers, *self.by.values(), *self.apart.values()]))


def taker_of_customer(plan: Plan, position: int, values: Sequence[str]) -> int:
    """Who gets a customer of the giver, the `position`-th of them (from 0), with these values of the division."""
    if "customer" in plan.apart:
        return plan.apart["customer"]
    return _by_rule(plan, position, values)


def taker_of(plan: Plan, holding: str, home: int | None, owner: int | None, values: Sequence[str]) -> int:
    """Who gets something that hangs on the customer `home`, which belongs to `owner` once the giver's are handed over.

    One customer has one person to talk to: what hangs on it goes to its owner, where he is among the takers.
    """
    if holding in plan.apart:
        return plan.apart[holding]
    if owner is not None and (owner in plan.takers or owner in plan.by.values()):
        return owner
    return plan.takers[0] if home is None else _by_rule(plan, home, values)


def _by_rule(plan: Plan, position: int, values: Sequence[str]) -> int:
    if plan.rule == ONE:
        return plan.takers[0]
    in_turn = plan.takers[position % len(plan.takers)]
    return next((plan.by[value] for value in values if value in plan.by), in_turn)
