"""A filter in words, for its chip: "Stage is any of Lead, Prospect"."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import periods, references
from guanxi.ui.lists.operators import Operator, operator
from guanxi.ui.lists.references import References
from guanxi.ui.lists.trees import SEARCH, Condition, Group

_ONE = {"none": _("is not"), "any": _("is"), "is": _("is")}  # "is any of" one is "is"
POINTING = ("members", "departments", "links")


def names_in(kind: Kind, tree: Group) -> References:
    """Every record that the tree mentions by id, one query per table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for condition in tree.conditions():
        found = _operator(kind, condition)
        if found and (found.takes in POINTING or _is_origin(kind.field(condition.field), condition.values)):
            wanted[references.table_of(kind.field(condition.field))] |= {int(value) for value in condition.values}
    return references.fetch(wanted)


def _is_origin(field: Field, values: tuple[str, ...]) -> bool:
    """Whether the numbers asked for are ids of something that has a name, such as an import."""
    return field.type == Type.INTEGER and bool(field.link) and all(one.isdecimal() for one in values)


def _operator(kind: Kind, condition: Condition) -> Operator | None:
    return operator(kind, kind.field(condition.field), condition.op) if kind.has(condition.field) else None


def describe(kind: Kind, item: Condition | Group, names: References) -> str:
    """The condition or group in a line."""
    if isinstance(item, Group):
        joint = gettext(" or ") if item.join == "any" else gettext(" and ")
        return joint.join(
            f"({describe(kind, one, names)})" if isinstance(one, Group) else describe(kind, one, names)
            for one in item.items
        )
    if item.field == SEARCH:
        return gettext("“{text}”").format(text=" ".join(item.values))
    field, found = kind.field(item.field), _operator(kind, item)
    if found is None:
        return str(field.label)
    if found.takes == "days":
        return _days(field, found, item.values[0])
    values = _values(field, found, item.values, names)
    label = (
        _ONE.get(found.name, found.label)
        if found.takes != "tags" and found.most > 2 and len(item.values) == 1
        else found.label
    )
    return gettext("{field} {operator} {values}").format(field=field.label, operator=label, values=values).strip()


def _days(field: Field, found: Operator, number: str) -> str:
    phrases = {
        "last": gettext("{field} in the last {number} days"),
        "next": gettext("{field} in the next {number} days"),
        "older": gettext("{field} more than {number} days ago"),
    }
    return phrases[found.name].format(field=field.label, number=number)


def _chosen(field: Field, value: str) -> str:
    """The words of a choice, also of one that is called by its English name; what stands behind it in brackets (a currency) stays."""
    name, bracket, rest = value.partition(" (")
    with override("en"):
        keys = {str(label): key for key, label in field.choices}
    return f"{field.choice_label(keys.get(name, name))}{bracket}{rest}"


def _values(field: Field, found: Operator, values: tuple[str, ...], names: References) -> str:
    said: list[Any] = list(values)
    if found.takes == "choices":
        said = [_chosen(field, value) for value in values]
    elif found.takes == "period":
        said = [periods.NAMED.get(value, value) for value in values]
    elif found.takes in POINTING:
        table = references.table_of(field)
        records = [names.get(field, int(value)) for value in values]
        said = [references.title(table, one) if one is not None else gettext("hidden") for one in records]
    elif _is_origin(field, values):
        table = references.table_of(field)
        records = [names.get(field, int(value)) for value in values]
        said = [references.title(table, one) if one else value for one, value in zip(records, values, strict=True)]
    joint = " – " if found.most == 2 else gettext(", ")
    return joint.join(str(one) for one in said)
