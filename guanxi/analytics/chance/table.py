"""What is known of cases, one per row: named columns of numbers or words, and what came of each. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Columns by name: float64 (nan is "not known") for numbers, text for words ("" is "not known")."""

    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def rows(self, places: NDArray[Any]) -> "Table":
        """Those at these places (numbers, or a flag per row)."""
        return Table({name: values[places] for name, values in self.columns.items()})

    def is_number(self, name: str) -> bool:
        """Whether this column holds numbers."""
        return bool(self.columns[name].dtype.kind == "f")


@dataclass(frozen=True)
class Cases:
    """Cases that ended: what was known (`table`), what came of each, when it was known (days), and whose it is.

    Several cases of one person belong together: they are never on both sides of a split, and an interval counts them as one.
    """

    table: Table
    came: Flags
    day: Numbers
    person: Places

    def __len__(self) -> int:
        return len(self.came)

    def rows(self, places: NDArray[Any]) -> "Cases":
        """Those at these places."""
        return Cases(self.table.rows(places), self.came[places], self.day[places], self.person[places])


def table(rows: Sequence[Sequence[Any]], numbers: Mapping[int, str], words: Mapping[int, str]) -> Table:
    """From rows of a query: which place holds which number, which which word. None is "not known"."""
    found: dict[str, NDArray[Any]] = {}
    for place, name in numbers.items():
        found[name] = np.array([np.nan if row[place] is None else float(row[place]) for row in rows], dtype=np.float64)
    for place, name in words.items():
        found[name] = np.array([str(row[place] or "") for row in rows], dtype=str)
    return Table(found)


def cases(table: Table, came: Any, day: Any = None, person: Any = None) -> Cases:
    """Cases of a table; without `day` all of one day, without `person` each its own."""
    number = len(table)
    return Cases(
        table,
        np.asarray(came, dtype=np.bool_),
        np.zeros(number) if day is None else np.asarray(day, dtype=np.float64),
        np.arange(number) if person is None else np.asarray(person, dtype=np.int64),
    )
