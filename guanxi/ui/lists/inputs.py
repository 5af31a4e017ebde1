"""One form field per type of field, for edit in place, bulk edit and the packages' own forms.

A form gives back plain values: text, Decimal, date, aware datetime, bool, list of tags, and the id of a member, department
or record (None when empty).
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import asking, references
from guanxi.ui.lists.widgets import Combobox, Moment

LONGEST = 20_000


class ReferenceField(forms.Field):
    """A member, department or record, chosen by typing; gives its id."""

    def __init__(self, table: str, **options: Any) -> None:
        self.table = table
        url = reverse("lookup", args=[table])
        super().__init__(widget=Combobox(url, self.title_of), **options)

    def title_of(self, pk: Any) -> str:
        """The name that stands in the input for an id; "" where it is not visible."""
        try:
            record = references.rows_of(self.table).filter(pk=int(pk)).first()
        except (TypeError, ValueError):
            return ""
        return "" if record is None else references.title(self.table, record)

    def clean(self, value: Any) -> int | None:
        """The id, if there is such a record and the actor sees it."""
        super().clean(value)
        if value in self.empty_values:
            return None
        try:
            pk = asking.whole(str(value), asking.LARGEST_ID)
        except asking.BadFilter:
            pk = 0
        rows = references.rows_of(self.table)
        if self.table == references.MEMBER:
            rows = rows.filter(is_active=True)
        if not rows.filter(pk=pk).exists():
            raise ValidationError(_("Choose one from the list."), code="unknown")
        return pk


class TagsField(forms.CharField):
    """Words parted by commas (Chinese ones too); gives a list, each word once."""

    def prepare_value(self, value: Any) -> Any:
        """A list as the text of the input."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """The words."""
        return words(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other words stand there."""
        return words(self.prepare_value(initial) or "") != words(data or "")


def words(text: str) -> list[str]:
    """Tags out of a text that parts them by , ; ， ； 、 or a new line."""
    for sign in "，、；;\n":
        text = text.replace(sign, ",")
    found = (" ".join(one.split()).lstrip("#") for one in text.split(","))
    return list(dict.fromkeys(one for one in found if one))


class MomentField(forms.DateTimeField):
    """A day and time in the member's time zone."""

    widget = Moment

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"], **options)


def form_field(kind: Kind, field: Field, *, required: bool | None = None, label: bool = True) -> forms.Field:  # noqa: PLR0911 - one line per type
    """The form field for a field of a kind; `required` overrides what the kind says."""
    options: dict[str, Any] = {
        "required": field.required if required is None else required,
        "label": field.label if label else "",
        "help_text": field.help,
    }
    match field.type:
        case Type.MEMBER | Type.DEPARTMENT | Type.LINK:
            return ReferenceField(references.table_of(field), **options)
        case Type.CHOICE:
            choices: list[tuple[str, Any]] = list(field.choices)
            return forms.ChoiceField(choices=choices if options["required"] else [("", "—"), *choices], **options)
        case Type.BOOLEAN:
            return forms.BooleanField(**options | {"required": False})
        case Type.TAGS:
            return TagsField(**options)
        case Type.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        case Type.DATETIME:
            return MomentField(**options)
        case Type.INTEGER:
            return forms.IntegerField(**options)
        case Type.DECIMAL | Type.MONEY:
            return _decimal(kind, field, options)
        case Type.LONGTEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST, **options)
    return _text(kind, field, options)


def _decimal(kind: Kind, field: Field, options: dict[str, Any]) -> forms.Field:
    column: Any = asking.column_of(kind, field)
    digits, places = getattr(column, "max_digits", None), getattr(column, "decimal_places", None)
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.DecimalField(max_digits=digits, decimal_places=places, widget=widget, **options)


def _text(kind: Kind, field: Field, options: dict[str, Any]) -> forms.Field:
    column: Any = asking.column_of(kind, field)
    options["max_length"] = getattr(column, "max_length", None) or 254
    kinds_of_input = {Type.PHONE: forms.TextInput(attrs={"type": "tel"}), Type.MAIL: forms.EmailInput()}
    # addresses are checked by the action, which knows more forms of them than a browser
    return forms.CharField(widget=kinds_of_input.get(field.type, forms.TextInput()), **options)
