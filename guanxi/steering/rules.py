"""How goals are judged: lights, points, the weakest link. Plain functions of figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Light = Literal["ok", "warn", "bad", ""]
POINTS: dict[str, int] = {"ok": 100, "warn": 50, "bad": 0}


@dataclass(frozen=True, slots=True)
class Judged:
    """A goal with its light: "" where there was nothing to measure."""

    perspective: str
    measure: str
    weight: int
    light: Light
    gap: Decimal  # of the goal, how far away; 0 where it is reached


def light(value: Decimal | None, goal: Decimal, warn: Decimal, *, less: bool) -> Light:
    """Green from the goal on, yellow from `warn` on, else red; `less`: the smaller the better."""
    if value is None:
        return ""
    if less:
        value, goal, warn = -value, -goal, -warn
    return "ok" if value >= goal else "warn" if value >= warn else "bad"


def gap(value: Decimal | None, goal: Decimal, *, less: bool) -> Decimal:
    """How far the figure is from its goal, as a part of the goal; 0 where it is reached or was not measured."""
    if value is None:
        return Decimal(0)
    short = value - goal if less else goal - value
    return max(Decimal(0), short) / max(abs(goal), Decimal(1))


def points(judged: Iterable[Judged]) -> int | None:
    """0 to 100: the weighted mean of 100 per green, 50 per yellow and 0 per red light, of what was measured; None for nothing."""
    seen = [one for one in judged if one.light]
    whole = sum(one.weight for one in seen)
    if not whole:
        return None
    return int(sum(one.weight * POINTS[one.light] for one in seen) / whole + 0.5)


def lost(one: Judged) -> int:
    """What a goal takes away from the whole: its weight times the points it lacks."""
    return one.weight * (100 - POINTS[one.light]) if one.light else 0


def weakest(judged: Iterable[Judged]) -> list[Judged]:
    """The goals that drag the weakest perspective down, worst first; none where everything is green.

    The weakest perspective has the fewest points; of equal ones that which takes most away from the whole.
    """
    perspectives: dict[str, list[Judged]] = {}
    for one in judged:
        if one.light:
            perspectives.setdefault(one.perspective, []).append(one)
    short = {name: rows for name, rows in perspectives.items() if any(lost(one) for one in rows)}
    if not short:
        return []
    worst = min(
        short,
        key=lambda name: (points(short[name]), -sum(map(lost, short[name])), -max(one.gap for one in short[name])),
    )
    return sorted((one for one in short[worst] if lost(one)), key=lambda one: (-lost(one), -one.gap, one.measure))
