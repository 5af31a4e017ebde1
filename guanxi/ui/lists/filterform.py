"""The small form behind a chip: operator and value of one condition, as the field's type asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Kind
from guanxi.ui.lists import inputs, periods, references
from guanxi.ui.lists.operators import Operator, offered, operator
from guanxi.ui.lists.trees import Condition


def value_fields(field: Field, found: Operator, values: Sequence[str]) -> dict[str, forms.Field]:  # noqa: PLR0911 - one line per kind of value
    """The inputs of an operator's value; all of them are named `v` in the address."""
    given = [*values, "", ""]
    number = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    day = forms.DateInput(attrs={"type": "date"})
    match found.takes:
        case "":
            return {}
        case "choices":
            boxes = forms.CheckboxSelectMultiple
            return {
                "v": forms.MultipleChoiceField(
                    choices=list(field.choices), widget=boxes, initial=list(values), label=_("Choices")
                )
            }
        case "period":
            return {"v": forms.ChoiceField(choices=list(periods.NAMED.items()), initial=given[0], label=_("Period"))}
        case "members" | "departments" | "links":
            return _pointing(field, values)
        case "number" | "day":
            widget, label = (number, _("Number")) if found.takes == "number" else (day, _("Day"))
            made: dict[str, forms.Field] = {"v": forms.CharField(widget=widget, initial=given[0], label=label)}
            if found.most == 2:
                made["v2"] = forms.CharField(widget=widget, initial=given[1], label=_("Up to"))
            return made
        case "days":
            count = forms.NumberInput(attrs={"min": 1, "max": periods.MOST_DAYS})
            return {"v": forms.CharField(widget=count, initial=given[0] or "30", label=_("Days"))}
        case "tags":
            return {
                "v": forms.CharField(
                    initial=", ".join(values), label=_("Tags"), help_text=_("Several are parted by commas.")
                )
            }
    return {"v": forms.CharField(initial=given[0], label=_("Text"))}


def _pointing(field: Field, values: Sequence[str]) -> dict[str, forms.Field]:
    """Those chosen already as boxes, and one input to add another."""
    table = references.table_of(field)
    more = inputs.ReferenceField(table, label=_("Add") if values else field.label)
    if not values:
        return {"v2": more}
    found = {one.pk: one for one in references.rows_of(table).filter(pk__in=[int(value) for value in values])}
    choices = [(str(pk), references.title(table, one)) for pk, one in found.items()]
    boxes = forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, initial=list(values), label=str(field.label)
    )
    return {"v": boxes, "v2": more}


def filter_form(kind: Kind, field: Field, condition: Condition | None, wanted: str = "") -> forms.Form:
    """The form of a condition on `field`; `wanted` is the operator chosen just now."""
    name = wanted or (condition.op if condition else "")
    found = operator(kind, field, name) or offered(kind, field)[0]
    form = forms.Form(prefix=None, auto_id="filter_%s")
    operators = [(one.name, one.label) for one in offered(kind, field)]
    form.fields["op"] = forms.ChoiceField(choices=operators, initial=found.name, label=_("Condition"))
    values = condition.values if condition and condition.op == found.name else ()
    form.fields.update(value_fields(field, found, values))
    return form


def condition_of(kind: Kind, given: Any) -> Condition | None:
    """The condition that the sent form describes, unchecked; None when it names no field."""
    name = given.get("field", "")
    if not kind.has(name):
        return None
    found = operator(kind, kind.field(name), given.get("op", ""))
    values = [value for key in ("v", "v2") for value in given.getlist(key) if value.strip()]
    if found is not None and found.takes == "tags":
        values = inputs.words(",".join(values))
    if found is not None and not found.takes:
        values = []
    return Condition(
        name, given.get("op", ""), tuple(dict.fromkeys(values)) if found and found.most > 2 else tuple(values)
    )
