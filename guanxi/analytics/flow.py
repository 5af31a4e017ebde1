"""The picture of who moved between segments: where its bars and bands lie. No I/O.

Bars stand left (before) and right (now), as high as they have customers; a band leads from each to each, as wide as customers
went that way (an alluvial diagram, Rosvall and Bergstrom, PLoS ONE 5(1), 2010). Units are those of the drawing's viewBox.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 400
LABEL, BAR, GAP = 170, 10, 14  # room for words at both sides, thickness of a bar, space between two
LEAST = 1.0  # a single customer is still a line


@dataclass(frozen=True)
class Bar:
    """Customers of a segment at one of both times; `key` is "" for those who had not bought."""

    key: str
    customers: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Band:
    """Customers who went from one segment to another, or stayed; `path` is its outline."""

    came: str
    went: str
    customers: int
    path: str

    @property
    def stayed(self) -> bool:
        """Whether both are the same."""
        return self.came == self.went


@dataclass(frozen=True)
class Flow:
    """The whole picture."""

    before: list[Bar]
    now: list[Bar]
    bands: list[Band]
    width: int = WIDTH
    height: int = HEIGHT


def flow_of(counts: Mapping[tuple[str, str], int], order: Sequence[str]) -> Flow:
    """Lay out `counts` of (before, now); both sides in `order`, what is not in it last. Segments without anybody are left out."""
    known = {pair: number for pair, number in counts.items() if number > 0}
    ranks = {key: rank for rank, key in enumerate(order)}
    sides = [
        sorted({pair[side] for pair in known}, key=lambda key: (ranks.get(key, len(ranks)), key)) for side in (0, 1)
    ]
    total = sum(known.values())
    scale = (HEIGHT - GAP * (max(map(len, sides), default=1) - 1)) / total if total else 0.0
    before = _bars(known, sides[0], 0, LABEL, scale)
    now = _bars(known, sides[1], 1, WIDTH - LABEL - BAR, scale)
    return Flow(before, now, _bands(known, before, now, scale))


def _bars(counts: Mapping[tuple[str, str], int], keys: Sequence[str], side: int, x: float, scale: float) -> list[Bar]:
    found, y = [], 0.0
    for key in keys:
        customers = sum(number for pair, number in counts.items() if pair[side] == key)
        height = customers * scale
        found.append(Bar(key, customers, x, round(y, 1), round(max(height, LEAST), 1)))
        y += height + GAP
    return found


def _bands(counts: Mapping[tuple[str, str], int], before: list[Bar], now: list[Bar], scale: float) -> list[Band]:
    """Each bar gives its bands in the order of the other side, so that they cross as little as that order allows."""
    starts, ends = {one.key: one.y for one in before}, {one.key: one.y for one in now}
    found = []
    for left in before:
        for right in now:
            customers = counts.get((left.key, right.key), 0)
            if not customers:
                continue
            wide = customers * scale
            found.append(
                Band(left.key, right.key, customers, _path(starts[left.key], ends[right.key], max(wide, LEAST)))
            )
            starts[left.key] += wide
            ends[right.key] += wide
    return found


def _path(top: float, end: float, wide: float) -> str:
    left, right = LABEL + BAR, WIDTH - LABEL - BAR
    middle = (left + right) / 2
    return (
        f"M{left} {top:.1f}C{middle:g} {top:.1f} {middle:g} {end:.1f} {right} {end:.1f}V{end + wide:.1f}"
        f"C{middle:g} {end + wide:.1f} {middle:g} {top + wide:.1f} {left} {top + wide:.1f}Z"
    )
