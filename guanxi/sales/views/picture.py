"""The picture of who stands where: rows say what somebody does, columns whether he is for it; measured here, drawn by a template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.sales.models import Stakeholder
from guanxi.sales.queries.people import Figure

WIDTH, COLUMN, NODE, HEAD, BAND = 330, 110, 58, 22, 20
MOST = 4  # in one cell; the table has everybody
LONGEST = 15  # units of a name below its mark: a Han character counts two
COLUMNS = {"against": 0, "": 1, "neutral": 1, "for": 2}
SIGNS = {"for": "+", "against": "−", "neutral": "=", "": "?"}


@dataclass(frozen=True, slots=True)
class Node:
    """A person: where the middle of the mark is, and what stands around it."""

    figure: Figure
    x: int
    y: int
    sign: str
    name: str
    bars: list[tuple[int, bool]]
    words: str


@dataclass(slots=True)
class Band:
    """All who do the same; `more` are (x, y, how many more there are)."""

    label: Any
    y: int
    nodes: list[Node] = field(default_factory=list)
    more: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """Bands under their columns, in units of the drawing."""

    width: int
    height: int
    columns: list[tuple[int, Any]]
    bands: list[Band]


def picture(people: Sequence[Figure]) -> Picture:
    """What the template draws."""
    labels: list[tuple[str, Any]] = [(role.value, role.label) for role in Stakeholder.Role]
    if any(not one.role for one in people):
        labels.append(("", pgettext("stakeholder", "Part not known")))
    bands, top = [], HEAD
    for role, label in labels:
        band = Band(label, top)
        cells: dict[int, list[Figure]] = {}
        for one in people:
            if one.role == role:
                cells.setdefault(COLUMNS[one.stance], []).append(one)
        for column, inside in cells.items():
            middle = column * COLUMN + COLUMN // 2
            band.nodes += [_node(one, middle, top + BAND + n * NODE + 16) for n, one in enumerate(inside[:MOST])]
            if len(inside) > MOST:
                band.more.append((middle, top + BAND + MOST * NODE + 8, len(inside) - MOST))
        rows = max((min(len(one), MOST) for one in cells.values()), default=0)
        top += BAND + (rows * NODE + (14 if band.more else 0) if rows else 18)
        bands.append(band)
    columns = [
        (COLUMN // 2, Stakeholder.Stance.AGAINST.label),
        (COLUMN + COLUMN // 2, pgettext("stakeholder", "Open")),
        (2 * COLUMN + COLUMN // 2, Stakeholder.Stance.FOR.label),
    ]
    return Picture(WIDTH, top + 4, columns, bands)


def _node(figure: Figure, x: int, y: int) -> Node:
    words = _("%(name)s: %(role)s, %(stance)s, relationship %(strength)s") % {
        "name": figure.contact.name,
        "role": figure.role_label or pgettext("stakeholder", "Part not known"),
        "stance": figure.stance_label or pgettext("stakeholder", "stance not known"),
        "strength": figure.strength.label,
    }
    bars = [(x + 20 + n * 6, n < figure.strength) for n in range(3)]
    return Node(figure, x, y, SIGNS[figure.stance], _short(figure.contact.name), bars, words)


def _short(name: str) -> str:
    taken, room = "", LONGEST
    for sign in name:
        room -= 2 if ord(sign) > 0x2E7F else 1
        if room < 0:
            return taken.rstrip() + "…"
        taken += sign
    return taken
