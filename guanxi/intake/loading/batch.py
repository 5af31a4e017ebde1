"""One chunk of a file on its way in, and what became of each of its rows."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from guanxi.core.actor import Actor
from guanxi.intake.loading.seen import Seen
from guanxi.intake.plan import Plan
from guanxi.intake.values import Hints

Outcome = Literal["created", "updated", "unchanged", "skipped"]
OUTCOMES: tuple[Outcome, ...] = ("created", "updated", "unchanged", "skipped")
SAMPLES = 8  # of each outcome that a dry run shows


class Fault(NamedTuple):
    """What is wrong with a row: the field it is about ("" = the whole row), a code and its figures."""

    field: str
    code: str
    params: dict[str, Any]


@dataclass(slots=True)
class Parsed:
    """A row whose cells could be read. `values` by field; a field of `many` holds a list; blank fields are absent.

    `source`: the card or mail behind the row. `left_out`: what is wrong with loose fields that the row goes in without.
    """

    number: int
    cells: list[str | None]
    values: dict[str, Any]
    source: Any = None
    left_out: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Sample:
    """A row as a dry run shows it: `changes` are (field, old, new)."""

    number: int
    title: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """What a target's loader is given: rows, plan, actor; it says of every row what became of it.

    `trial`: a dry run; everything is rolled back, nobody is told, nothing is indexed. Then `seen` holds the keys of
    what earlier chunks would have made. `records`: by row, the record that a row with values left out went into; a
    loader fills it, and finds it filled when such a row is tried again.
    """

    rows: list[Parsed]
    plan: Plan
    hints: Hints
    actor: Actor
    at: datetime
    import_id: int
    cursor: Any
    trial: bool = False
    seen: Seen | None = None
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    extra: Counter[str] = field(default_factory=Counter)
    records: dict[int, int] = field(default_factory=dict)

    def reject(self, row: Parsed, name: str, code: str, /, **params: Any) -> None:
        """The row does not go in because of this field; several reasons add up."""
        self.faults.setdefault(row.number, []).append(Fault(name, code, params))
        self.outcomes.pop(row.number, None)

    def part(self, rows: list[Parsed]) -> "Batch":
        """A batch of other rows in the same chunk, with outcomes of its own: customers that order lines name."""
        return replace(self, rows=rows, faults={}, outcomes={}, samples={}, extra=Counter())

    def first(self, value: tuple[str, str]) -> int:
        """1 when no earlier chunk of a dry run has met this value, which is remembered; else 0. Always 1 in a real run."""
        if self.seen is None:
            return 1
        met = value in self.seen
        self.seen.add(value)
        return 0 if met else 1

    def rejected(self, row: Parsed) -> bool:
        """Whether something is wrong with the row."""
        return row.number in self.faults

    def good(self) -> list[Parsed]:
        """Rows with which nothing is wrong so far."""
        return [row for row in self.rows if row.number not in self.faults] if self.faults else self.rows

    def note(
        self, row: Parsed, outcome: Outcome, title: str, changes: list[tuple[str, Any, Any]] | None = None
    ) -> None:
        """The row became this; the first of each outcome are kept as samples."""
        self.outcomes[row.number] = outcome
        kept = self.samples.setdefault(outcome, [])
        if len(kept) < SAMPLES:
            shown = [(name, _shown(old), _shown(new)) for name, old, new in changes or []]
            kept.append(Sample(row.number, title, shown))

    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        found = Counter(self.outcomes.values())
        return {**{name: found[name] for name in OUTCOMES}, "rejected": len(self.faults), **self.extra}

    def partly(self) -> list[Parsed]:
        """Rows that went in without some of their values; one that was skipped needed none of them."""
        return [row for row in self.rows if row.left_out and self.outcomes.get(row.number) not in (None, "skipped")]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple | set):
        return ", ".join(str(one) for one in value)
    return str(value)[:200]
