"""The facts of one record: each field's label and value, and whether it can be edited in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import cells, references
from guanxi.ui.templatetags.ui import icon

OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record as it is shown; `edit_url` is where its form comes from, "" when it cannot be edited."""

    name: str
    label: str | Promise
    html: SafeString
    edit_url: str = ""

    @property
    def shown(self) -> SafeString:
        """The inside of its `<dd>`."""
        return fact_html(self)


def editable(kind: Kind, field: Field, actor: Actor) -> bool:
    """Whether the actor's roles let him edit this field in place.

    What he sees only in part he cannot edit, nor what stands elsewhere: the phone that a customer's list shows may be
    a contact's, and each is edited where it belongs.
    """
    if field.filled or actor.masks(kind.name, field.name):
        return False
    if field.name == OWNER and field.type == Type.MEMBER:
        return kind.verbs.assign is not None and actor.may("assign", kind.name)
    return field.editable and kind.verbs.edit is not None and actor.may("edit", kind.name)


def facts(
    kind: Kind,
    record: Any,
    actor: Actor,
    names: Sequence[str] = (),
    *,
    only_filled: bool = False,
    may_edit: bool = False,
) -> list[Fact]:
    """The facts of a record: those called `names` in that order, or all. `may_edit`: this record is his to edit."""
    fields = [kind.field(name) for name in names] if names else list(kind.fields)
    pointed = references.collect(kind, fields, [record])
    made = cells.writers(kind, fields, actor, pointed, clock.now())
    found = []
    for field, write in zip(fields, made, strict=True):
        html = mark_safe(write(record))  # noqa: S308 - cells escape what they write
        if html or not only_filled:
            url = edit_url(kind, record, field) if may_edit and editable(kind, field, actor) else ""
            found.append(Fact(field.name, field.label_of(record), html, url))
    return found


def edit_url(kind: Kind, record: Any, field: Field) -> str:
    """Where the form of one field of a record comes from."""
    return _address(kind.name).format(record.pk, field.name)


@cache
def _address(kind: str) -> str:
    """The pattern of such addresses, asked for once: a record's page needs twenty."""
    return reverse(f"{kind}_field", args=[0, "name"]).replace("/0/", "/{}/").replace("/name/", "/{}/")


def fact_html(fact: Fact) -> SafeString:
    """The inside of a fact's `<dd>`, as `ui/parts/fact.html` has it: a button that opens the form, or the plain value."""
    if not fact.edit_url:
        return fact.html or mark_safe('<span class="fact-empty">—</span>')
    if "<a " in fact.html:  # a link inside a button can't be followed by keyboard
        said = f"{gettext('Edit')}: {fact.label}"
        return format_html(
            '<span class="fact-linked">{}<button class="icon-btn" type="button" data-edit="{}" aria-label="{}">{}</button></span>',
            fact.html,
            fact.edit_url,
            said,
            icon("pencil"),
        )
    empty = format_html('<span aria-hidden="true">—</span><span class="sr">{}</span>', gettext("empty"))
    return format_html(
        '<button class="fact-value" type="button" data-edit="{}">{}</button>', fact.edit_url, fact.html or empty
    )
