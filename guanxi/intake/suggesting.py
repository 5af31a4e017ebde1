"""What a file probably is: the target it fits best, its columns guessed, formats inferred from its values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from guanxi.core.kinds import Type
from guanxi.intake.guess import Guess, guess_mapping
from guanxi.intake.guess import Target as Wanted
from guanxi.intake.plan import Column, Owner, Plan
from guanxi.intake.sources import Opened
from guanxi.intake.targets import Target, TargetField
from guanxi.intake.values import infer_date_order, infer_decimal

SAMPLE_ROWS = 200
ENOUGH = 0.4  # a guess this sure is filled in; less sure ones are left to the member
BOOLEAN = {Type.BOOLEAN: "bool", Type.LONGTEXT: "text"}


@dataclass(frozen=True)
class Suggestion:
    """A plan to begin with. `guesses` by column; `ambiguous`: dates that could be read in two ways."""

    plan: Plan
    guesses: dict[str, Guess] = field(default_factory=dict)
    ambiguous: int = 0


def sample(opened: Opened, count: int = SAMPLE_ROWS) -> list[list[str | None]]:
    """The cells of the first rows that can be read."""
    return [item.row.cells for item in islice(opened.items(), count) if item.row.problem is None]


def wanted(one: TargetField) -> Wanted:
    """A field as the guesser knows it; aliases in both languages."""
    return Wanted(one.name, BOOLEAN.get(one.type, str(one.type)), (str(one.label), *one.aliases), dict(one.choices))


def suggest(opened: Opened, target: Target, rows: Sequence[Sequence[str | None]] | None = None) -> Suggestion:
    """The plan that a file suggests for a target."""
    keys = suggested_keys(target)
    if opened.sort != "table":
        columns = tuple(Column(name, name) for name in opened.header if target.has(name))
        return Suggestion(Plan(columns, keys(columns), target.modes[0], Owner()))
    rows = sample(opened) if rows is None else rows
    guesses = guess_mapping(opened.header, rows, [wanted(one) for one in target.fields])
    columns = tuple(
        Column(guess.target, opened.header[guess.column]) for guess in guesses if guess.target and guess.sure >= ENOUGH
    )
    order = infer_date_order(_values(opened.header, rows, columns, target, (Type.DATE, Type.DATETIME)))
    decimal = infer_decimal(_values(opened.header, rows, columns, target, (Type.DECIMAL, Type.MONEY, Type.INTEGER)))
    owner = Owner("column") if any(column.field == "owner" for column in columns) else Owner()
    plan = Plan(
        columns,
        keys(columns),
        target.modes[0],
        owner,
        date_order=str(order.order or ""),
        decimal=decimal or "",
    )
    return Suggestion(plan, {opened.header[guess.column]: guess for guess in guesses}, order.ambiguous)


def best_target(opened: Opened, targets: Sequence[Target]) -> Target | None:
    """The target whose fields the columns fit best; None when nothing is offered."""
    rows = sample(opened, 50)
    ranked: list[tuple[float, int, Target]] = []
    for place, one in enumerate(targets):
        if opened.sort != "table":
            return one
        guesses = guess_mapping(opened.header, rows, [wanted(each) for each in one.fields])
        known = [guess for guess in guesses if guess.target and guess.sure >= ENOUGH]
        filled = {guess.target for guess in known}
        lacking = sum(each.required and each.name not in filled for each in one.fields)
        ranked.append((sum(guess.sure for guess in known) - 2 * lacking, -place, one))
    return max(ranked)[2] if ranked else None


def suggested_keys(target: Target) -> Any:
    """Keys that the columns fill, in the target's order; a name alone only where nothing surer is there."""

    def of(columns: Sequence[Column]) -> tuple[str, ...]:
        filled = {column.field for column in columns}
        keys = [key.name for key in target.keys if key.name in filled]
        sure = [key for key in keys if key != "name"]
        return tuple(sure or keys)

    return of


def _values(
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    columns: Sequence[Column],
    target: Target,
    types: tuple[Type, ...],
) -> list[str]:
    places = [header.index(one.column) for one in columns if target.field(one.field).type in types]
    return [cell for row in rows for place in places if place < len(row) and (cell := row[place])]
