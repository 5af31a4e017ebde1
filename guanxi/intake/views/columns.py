"""The rows of the columns step: a column of the file, its samples, and what it fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.intake.suggesting import Suggestion
from guanxi.intake.targets import Target
from guanxi.intake.values import describe
from guanxi.intake.wording import column_label

SAMPLES = 3
FIXED_ROWS = 4
SCALES = (
    ("1", _("Amounts as written")),
    ("1000", _("In thousands")),
    ("10000", _("In ten thousands (万)")),
    ("1000000", _("In millions")),
    ("100000000", _("In hundred millions (亿)")),
)
SPLITS = (
    ("", _("Split where needed")),
    (", ，", _("Split at commas")),
    ("; ；", _("Split at semicolons")),
    ("/ ／", _("Split at slashes")),
    ("、", _("Split at 、")),
)
Choices = list[tuple[str, str | Promise, bool]]  # value, words, whether it is chosen


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column as the page shows it; `sure` in percent, 0 where nothing was guessed."""

    place: int
    name: str | Promise
    samples: list[str]
    field: str
    sure: int
    why: str
    scales: Choices
    splits: Choices


def column_rows(
    header: Sequence[str],
    plan: Mapping[str, Any],
    guessed: Suggestion,
    rows: Sequence[Sequence[str | None]],
    one: Target,
) -> list[ColumnRow]:
    """Every column with its samples, present choice and guess."""
    planned = {column["column"]: column for column in plan.get("columns", []) if column.get("column")}
    found = []
    for place, name in enumerate(header):
        guess = guessed.guesses.get(name)
        cells = list(dict.fromkeys(str(row[place])[:60] for row in rows if place < len(row) and row[place]))
        sure = round(guess.sure * 100) if guess and guess.target else 0
        column = planned.get(name, {})
        field = column.get("field", "")
        why = describe(guess.why) if guess and sure and field == guess.target else ""
        scales, splits = (
            _choices(SCALES, _plain(column.get("scale", 1))),
            _choices(SPLITS, column.get("split", "")),
        )
        label = column_label(one.source, name)
        found.append(ColumnRow(place, label, cells[:SAMPLES], field, sure if why else 0, why, scales, splits))
    return found


def _plain(scale: Any) -> str:
    """A factor as it stands in the options; what is none counts as none."""
    try:
        return f"{float(scale):.12g}"
    except ValueError:
        return "1"


def _choices(offered: Sequence[tuple[str, str | Promise]], chosen: str) -> Choices:
    """What is offered, and what a plan says that is not among it."""
    known = any(value == chosen for value, _words in offered)
    return [(value, words, value == chosen) for value, words in (*offered, *(() if known else ((chosen, chosen),)))]


def fixed_rows(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields with a fixed value, and empty rows for more."""
    have = [(one["field"], one["value"]) for one in plan.get("columns", []) if not one.get("column")]
    return have + [("", "")] * max(1, FIXED_ROWS - len(have))


def chosen_columns(posted: Any, header: Sequence[str], plan: Mapping[str, Any], one: Target) -> list[dict[str, Any]]:
    """The columns of a plan as the page sends them, with the scale or split that their fields take."""
    before = {(column.get("column"), column["field"]): column for column in plan.get("columns", [])}
    found = []
    for place, name in enumerate(header):
        field = posted.get(f"field-{place}", "")
        if field:
            column = {**before.get((name, field), {}), "column": name, "field": field}
            takes = one.field(field).takes if one.has(field) else ""
            if takes and f"{takes}-{place}" in posted:
                column[takes] = posted[f"{takes}-{place}"]
            found.append(column)
    for field, value in zip(posted.getlist("fixed-field"), posted.getlist("fixed-value"), strict=False):
        if field and value.strip():
            found.append({"value": value.strip(), "field": field})
    return found
