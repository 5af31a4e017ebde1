"""How a stored change reads: the field's label, and old and new value in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Type
from guanxi.ui.lists.masked import STARS, masked

Label = str | Promise
# Labels of columns that no kind describes: parts of records, and the staff tables.
LABELS: dict[str, Label] = {
    "amount": gettext_lazy("Amount"),
    "approver_id": gettext_lazy("Approver"),
    "book_id": gettext_lazy("Price book"),
    "channel": gettext_lazy("Channel"),
    "city": gettext_lazy("City"),
    "contact_id": gettext_lazy("Contact"),
    "country": gettext_lazy("Country"),
    "currency": gettext_lazy("Currency"),
    "customer_id": gettext_lazy("Customer"),
    "deactivated_at": gettext_lazy("Deactivated"),
    "deleted_at": gettext_lazy("In the recycle bin"),
    "department_id": gettext_lazy("Department"),
    "deputy_id": gettext_lazy("Who stands in"),
    "description": gettext_lazy("What it is for"),
    "email": gettext_lazy("Mail address"),
    "from_quantity": gettext_lazy("From quantity"),
    "import_id": gettext_lazy("Import"),
    "invited_at": gettext_lazy("Invited"),
    "is_active": gettext_lazy("Active"),
    "joined_at": gettext_lazy("Joined"),
    "kind": gettext_lazy("Kind of record"),
    "label": gettext_lazy("Label"),
    "language": gettext_lazy("Language"),
    "last": gettext_lazy("End of the branch"),
    "manager_id": gettext_lazy("Manager"),
    "masked": gettext_lazy("Shown only in part"),
    "may_edit": gettext_lazy("May edit"),
    "member_id": gettext_lazy("Member"),
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Place in the tree"),
    "owner_id": gettext_lazy("Owner"),
    "parent_id": gettext_lazy("Below"),
    "per_year": gettext_lazy("Purchases a year"),
    "phone": gettext_lazy("Phone"),
    "postcode": gettext_lazy("Postcode"),
    "price": gettext_lazy("Unit price"),
    "product_id": gettext_lazy("Product"),
    "region": gettext_lazy("Region"),
    "role_id": gettext_lazy("Role"),
    "scope": gettext_lazy("Data scope"),
    "seen_as": gettext_lazy("Looked through this member's eyes"),
    "street": gettext_lazy("Street"),
    "theme": gettext_lazy("Appearance"),
    "time_zone": gettext_lazy("Time zone"),
    "title": gettext_lazy("Title"),
    "use": gettext_lazy("Use"),
    "value": gettext_lazy("Value"),
    "verbs": gettext_lazy("Rights"),
    "years": gettext_lazy("Years"),
}
OWN_LABELS: dict[tuple[str, str], Label] = {("member", "name"): pgettext_lazy("person", "Name")}
KIND_LABELS: dict[str, Label] = {
    "address": gettext_lazy("Address"),
    "approval": gettext_lazy("Approval"),
    "chain": gettext_lazy("Rule of approval"),
    "collaboration": gettext_lazy("Collaborator"),
    "counter": gettext_lazy("Value at the counter"),
    "department": gettext_lazy("Department"),
    "deputy": gettext_lazy("Stand-in"),
    "grant": gettext_lazy("Rights"),
    "identity": gettext_lazy("Phone, mail and other channels"),
    "member": gettext_lazy("Member"),
    "member_role": gettext_lazy("Role of a member"),
    "part": gettext_lazy("Part of a bundle"),
    "price": gettext_lazy("Price"),
    "role": gettext_lazy("Role"),
    "step": gettext_lazy("Step of a rule of approval"),
    "tie": gettext_lazy("Relation to another customer"),
    "turn": gettext_lazy("Decision"),
}
# What the database does by itself beside a change: no news for a reader.
SILENT = {
    "furthest",
    "import_id",
    "is_split",
    "number",
    "last",
    "updated_at",
    "name_key",
    "name_sort",
    "place",
    "quoted",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind's table as the history shows it; `name` is the kind's field, "" where no kind describes it."""

    column: str
    label: Label
    name: str = ""
    holds: Type = Type.TEXT
    choices: dict[str, Label] | kinds.Choices = field(default_factory=dict)
    target: type[models.Model] | None = None


def kind_label(name: str) -> str:
    """The word for a kind of record or a part of one."""
    known = {one.name: one.label for one in kinds.all_kinds()}
    return str(known.get(name) or KIND_LABELS.get(name) or capfirst(name.replace("_", " ")))


@cache
def model_of(kind: str) -> type[models.Model] | None:
    """The table that changes of this kind are about."""
    for one in kinds.all_kinds():
        if one.name == kind:
            return one.model
    wanted = {kind, kind.replace("_", "") + "s", kind + "s"}
    ours = (model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("guanxi."))
    return next((model for model in ours if model._meta.model_name in wanted), None)


@cache
def column_of(kind: str, column: str) -> Column:
    """What is known about a column: from the kind's field, else from the model's."""
    model = model_of(kind)
    target, kind_of_value, choices = _from_model(model, column)
    described = next((one for one in kinds.all_kinds() if one.name == kind), None)
    for one in described.fields if described else ():
        if column in {one.name, one.path, f"{one.path}_id"}:
            words = one.choices if isinstance(one.choices, kinds.Choices) else dict(one.choices)
            return Column(column, one.label, one.name, one.type, words, target)
    label = (
        OWN_LABELS.get((kind, column)) or LABELS.get(column) or capfirst(column.removesuffix("_id").replace("_", " "))
    )
    return Column(column, label, "", kind_of_value, choices, target)


def read_column(kind: str, column: str) -> Column:
    """The same, with the words of choices that a company keeps in a table as they are now."""
    known = column_of(kind, column)
    return replace(known, choices=dict(known.choices)) if isinstance(known.choices, kinds.Choices) else known


def _from_model(
    model: type[models.Model] | None, column: str
) -> tuple[type[models.Model] | None, Type, dict[str, Label]]:
    found: Any = next((one for one in model._meta.concrete_fields if one.column == column), None) if model else None
    if found is None:
        return None, Type.TEXT, {}
    target = found.related_model if found.is_relation else None
    types = ((models.DateTimeField, Type.DATETIME), (models.DateField, Type.DATE), (models.BooleanField, Type.BOOLEAN))
    kind = next((type_ for django, type_ in types if isinstance(found, django)), Type.TEXT)
    return target, kind, dict(found.flatchoices or ())


def titles(pointed: Iterable[tuple[type[models.Model], int]]) -> dict[tuple[type[models.Model], int], str]:
    """Names of the records that values point to, one query per table; those the actor may not see are missing."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, pk in pointed:
        wanted[model].add(pk)
    found = {}
    for model, ids in wanted.items():
        # what no kind describes is named after the records it joins: they come along
        ends = [] if kinds.kind_of(model) else [one.name for one in _ends(model) if not one.null]
        rows: Any = model._default_manager
        for record in rows.select_related(*ends).filter(pk__in=ids) if ends else rows.filter(pk__in=ids):
            found[model, int(record.pk)] = title_of(record)
    return found


def title_of(record: models.Model) -> str:
    """The name of a record of any table."""
    kind = kinds.kind_of(type(record))
    if kind:
        return kind.title(record)
    if record._meta.auto_created:
        return " – ".join(str(getattr(record, one.name)) for one in _ends(type(record)))
    return str(record) if type(record).__str__ is not models.Model.__str__ else ""


def _ends(model: type[models.Model]) -> list[Any]:
    """The columns of a table that point to other records."""
    return [one for one in model._meta.concrete_fields if one.is_relation]


def say(column: Column, value: Any, names: dict[tuple[type[models.Model], int], str]) -> str:  # noqa: PLR0911 - one line per type
    """A stored value in words; "" for none."""
    if value in (None, "", []):
        return ""
    if column.target is not None:
        return names.get((column.target, int(value))) or _("a record you do not see (%(id)s)") % {"id": value}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return pgettext("between words", ", ").join(str(column.choices.get(one, one)) for one in value)
    if column.holds == Type.DATETIME and (moment := parse_datetime(str(value))):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    if column.holds == Type.DATE and (day := parse_date(str(value))):
        return date_format(day, "SHORT_DATE_FORMAT")
    return str(column.choices.get(str(value), value))


def is_hidden(actor: Actor, kind: str, column: Column) -> bool:
    """Whether the actor sees this value only in part.

    Parts of records, which no kind describes, are closed to anybody for whom anything is masked: a phone number lies
    there too.
    """
    if column.name:
        return actor.masks(kind, column.name)
    return bool(actor.sight.masked) and column.holds == Type.TEXT and column.target is None and not column.choices


def say_masked(column: Column, value: Any) -> str:
    """What is left of a value that is shown only in part."""
    return masked(column.holds, value) if column.name else STARS if value else ""
