"""The table of a list: head with sort links, one row per record, as one piece of HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape  # Django's looks for lazy text first
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Type
from guanxi.ui.lists import cells, references
from guanxi.ui.lists.keyset import Sort
from guanxi.ui.lists.state import State
from guanxi.ui.templatetags.ui import icon

BARE = (Type.INTEGER, Type.DECIMAL, Type.DATE, Type.DATETIME)


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is written from."""

    state: State
    actor: Actor
    now: datetime
    picks: bool = True  # rows can be ticked

    def html(self, rows: Sequence[Any]) -> SafeString:
        """The <table>; two queries at most per table that rows point to and one for what the kind fills, whatever their number.

        Usual columns in which no row has anything are left out; those a member chose, sorts or filters by stay.
        """
        written = self._cells(rows)
        columns = [one for place, one in enumerate(self.state.columns) if self._shown(place, one, written)]
        head, body = self._heads(columns), self._body(rows, columns[1:], [written[one.name] for one in columns[1:]])
        return mark_safe(f'<table class="table table-list">{head}<tbody>{body}</tbody></table>')  # noqa: S308 - every part is escaped where it is made

    def _cells(self, rows: Sequence[Any]) -> dict[str, list[str]]:
        """What stands in each column but the first, row by row."""
        kind, columns = self.state.kind, self.state.columns
        kind.fill_in(rows, columns)
        pointed = references.collect(kind, columns, rows)
        write = cells.writers(kind, columns, self.actor, pointed, self.now)
        return {one.name: [make(row) for row in rows] for one, make in zip(columns[1:], write[1:], strict=True)}

    def _shown(self, place: int, field: Field, written: dict[str, list[str]]) -> bool:
        if place == 0 or not self.state.usual or not any(written.values()) or any(written[field.name]):
            return True
        asked = {one.field for one in self.state.tree.conditions()}
        return field.name == self.state.sort.field or field.name in asked

    def _heads(self, columns: Sequence[Field]) -> str:
        """A box for all, then a link that sorts, or a word."""
        picks = self._pick_all() if self.picks else ""
        heads = [self._head(one, place) for place, one in enumerate(columns)]
        return f"<thead><tr>{picks}{''.join(heads)}</tr></thead>"

    def _pick_all(self) -> str:
        said = escape(gettext("Select all on this page"))
        return f'<th class="pick"><label><input type="checkbox" data-select-all aria-label="{said}"></label></th>'

    def _head(self, field: Field, place: int) -> str:
        style = _style(field, place)
        label = escape(str(field.label))
        if not field.sort or self.actor.masks(self.state.kind.name, field.name):
            return f'<th scope="col"{style}>{label}</th>'
        sort = self.state.sort
        active = sort.field == field.name
        turned = Sort(field.name, field.sort, not sort.descending if active else _newest_first(field))
        direction = "descending" if sort.descending else "ascending"
        aria = f' aria-sort="{direction}"' if active else ""
        arrow = icon("arrow-down" if sort.descending else "arrow-up") if active else ""
        return f'<th scope="col"{style}{aria}><a href="{escape(self.state.query(sort=turned))}">{label}{arrow}</a></th>'

    def _body(self, rows: Sequence[Any], columns: Sequence[Field], written: Sequence[list[str]]) -> str:
        kind = self.state.kind
        opened = [f"<td{_style(one, place)}{_label(one)}>" for place, one in enumerate(columns, 1)]
        peek = reverse(f"{kind.name}_peek", args=[0]).rpartition("0")
        select = escape(gettext("Select"))
        lines = []
        for place, row in enumerate(rows):
            title = escape(kind.title(row))
            pick = (
                f'<td class="pick"><label><input type="checkbox" data-select name="ids" value="{row.pk}" form="bulk" '
                f'aria-label="{select} {title}"></label></td>'
                if self.picks
                else ""
            )
            others = "".join([f"{start}{column[place]}</td>" for start, column in zip(opened, written, strict=True)])
            lines.append(
                f'<tr data-row data-id="{row.pk}" data-peek="{peek[0]}{row.pk}{peek[2]}">{pick}'
                f'<td class="first"><a class="cut" href="{escape(kind.url(row))}" data-open>{title}</a></td>{others}</tr>'
            )
        return "".join(lines)


def _newest_first(field: Field) -> bool:
    return field.type not in {"text", "choice"}


def _style(field: Field, place: int) -> str:
    if place == 0:
        return ' class="first"'
    return ' class="num"' if field.type in cells.FIGURES else ""


def _label(field: Field) -> str:
    """Where a phone shows no heads, a bare number or date says what it is."""
    return f' data-label="{escape(str(field.label))}"' if field.type in BARE else ""
