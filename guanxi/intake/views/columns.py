"""The rows of the columns step: a column of the file, its samples, and what it fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from guanxi.intake.suggesting import Suggestion
from guanxi.intake.targets import Source
from guanxi.intake.values import describe
from guanxi.intake.wording import column_label

SAMPLES = 3
FIXED_ROWS = 4


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column as the page shows it; `sure` in percent, 0 where nothing was guessed."""

    place: int
    name: str | Promise
    samples: list[str]
    field: str
    sure: int
    why: str


def column_rows(
    header: Sequence[str],
    plan: Mapping[str, Any],
    guessed: Suggestion,
    rows: Sequence[Sequence[str | None]],
    source: Source = "table",
) -> list[ColumnRow]:
    """Every column with its samples, present choice and guess."""
    chosen = {one["column"]: one["field"] for one in plan.get("columns", []) if one.get("column")}
    found = []
    for place, name in enumerate(header):
        guess = guessed.guesses.get(name)
        cells = list(dict.fromkeys(str(row[place])[:60] for row in rows if place < len(row) and row[place]))
        sure = round(guess.sure * 100) if guess and guess.target else 0
        why = describe(guess.why) if guess and sure and chosen.get(name) == guess.target else ""
        found.append(
            ColumnRow(place, column_label(source, name), cells[:SAMPLES], chosen.get(name, ""), sure if why else 0, why)
        )
    return found


def fixed_rows(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields with a fixed value, and empty rows for more."""
    have = [(one["field"], one["value"]) for one in plan.get("columns", []) if not one.get("column")]
    return have + [("", "")] * max(1, FIXED_ROWS - len(have))


def chosen_columns(posted: Any, header: Sequence[str], plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of a plan as the page sends them; factors and splits of the earlier plan are kept."""
    before = {(one.get("column"), one["field"]): one for one in plan.get("columns", [])}
    found = []
    for place, name in enumerate(header):
        field = posted.get(f"field-{place}", "")
        if field:
            found.append(before.get((name, field)) or {"column": name, "field": field})
    for field, value in zip(posted.getlist("fixed-field"), posted.getlist("fixed-value"), strict=False):
        if field and value.strip():
            found.append({"value": value.strip(), "field": field})
    return found
