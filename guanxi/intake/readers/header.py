"""Which row names the columns, and the names made clean and unique."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from guanxi.intake.readers.table import Cells
from guanxi.intake.values.clean import clean, is_blank
from guanxi.intake.values.problem import BadValue, Problem

LONGEST = 200
_NOT_VISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_FIGURES = re.compile(r"[-+(]?\s*[$¥€£￥]?\s*\d[\d.,' :/年月日-]*[%元万亿)]?")
_REACH = re.compile(r"\S+@\S+\.\S+|https?://\S+|\+?[\d ()-]{7,}")


class HeaderFound(NamedTuple):
    """`row`: the line number of the header, 0 when there is none. `cells`: its cells."""

    row: int
    cells: Cells
    sure: float


def find_header(sample: Sequence[tuple[int, Cells]], wanted: int | None = None) -> HeaderFound:
    """The header among the first records: the first row that is filled like the table and holds words, not values."""
    width = _width(sample)
    if wanted is not None:
        cells = next((cells for number, cells in sample if number == wanted), None) if wanted else None
        return HeaderFound(wanted, cells, 1.0) if cells else HeaderFound(wanted, [None] * width, 1.0)
    for at, (number, cells) in enumerate(sample[:20]):
        filled = [cell for cell in cells if not is_blank(cell)]
        if len(filled) < max(1, 0.6 * width):
            continue
        if any(_is_value(cell or "") for cell in filled):
            return HeaderFound(0, [None] * width, 0.9)
        return HeaderFound(number, cells, _sureness([cells for _number, cells in sample[at + 1 :]], len(cells)))
    return HeaderFound(0, [None] * width, 0.5)


def names_of(cells: Cells) -> tuple[list[str], list[Problem]]:
    """The names of the columns: cleaned, the empty ones numbered, the double ones told apart; and what was done."""
    names: list[str] = []
    warnings: dict[str, Problem] = {}
    taken = {_name(cell).casefold() for cell in cells}
    used: set[str] = set()
    for at, cell in enumerate(cells, start=1):
        name = _name(cell)
        if not name:
            warnings["empty"] = Problem("empty_headers")
            name = f"Column {at}"
        plain, count = name, 2
        while name.casefold() in used or (name != plain and name.casefold() in taken):
            warnings["double"] = Problem("duplicate_headers")
            name, count = f"{plain} ({count})", count + 1
        used.add(name.casefold())
        names.append(name)
    return names, list(warnings.values())


def is_typed(text: str) -> bool:
    """Whether a cell is a figure, a date, an address or a number to call: what a header is not."""
    return _is_value(text)


def _name(cell: str | None) -> str:
    try:
        name = clean(cell or "")
    except BadValue:
        name = clean(_NOT_VISIBLE.sub(" ", cell or ""))
    return " ".join(name.split())[:LONGEST]


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(_FIGURES.fullmatch(text) or _REACH.fullmatch(text))


def _width(sample: Sequence[tuple[int, Cells]]) -> int:
    widths = [len(cells) for _number, cells in sample if cells]
    return max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0


def _sureness(below: list[Cells], width: int) -> float:
    """High when some column under the header holds typed values, low when all is words."""
    if not below:
        return 0.7
    for column in range(width):
        values = [cells[column] for cells in below if column < len(cells) and not is_blank(cells[column])]
        if len(values) >= 1 and sum(_is_value(value or "") for value in values) >= 0.5 * len(values):
            return 0.95
    return 0.6 if width > 1 else 0.4
