"""What the steps of the wizard ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.intake.readers.encoding import CHOICES as ENCODINGS
from guanxi.intake.sources import Opened
from guanxi.intake.targets import Target
from guanxi.staff.models import Department

DELIMITERS = (
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Bar")),
    (" ", _("Blanks")),
)
MODES = {
    "fill": _("Fill blanks: what is there stays"),
    "overwrite": _("Overwrite with what the file says"),
    "skip": _("Skip the row"),
}
ORDERS = (
    ("", _("As written; refuse what is ambiguous")),
    ("ymd", _("Year, month, day")),
    ("dmy", _("Day, month, year")),
    ("mdy", _("Month, day, year")),
)


class ReadingForm(forms.Form):
    """How a table is read; a field that the file's format does not have is left out."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Header in row"), min_value=0, max_value=1000, required=False, help_text=_("0: the file has no header.")
    )

    def __init__(self, *args: Any, opened: Opened, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        self.opened = opened
        options = opened.options
        if opened.kind != "csv":
            del self.fields["encoding"]
        else:
            names = list(dict.fromkeys((options.encoding, *ENCODINGS)))
            fields["encoding"].choices = [(name, name.upper()) for name in names]
            marks: dict[str, Any] = dict(DELIMITERS)
            marks.setdefault(options.delimiter, options.delimiter)
            self.fields["delimiter"] = forms.ChoiceField(label=_("Delimiter"), choices=_marked(marks), required=False)
            self.order_fields(["encoding", "delimiter", "header_row"])
            self.initial = {"encoding": options.encoding, "delimiter": _mark(options.delimiter)}
        if len(opened.sheets) < 2:
            del self.fields["sheet"]
        else:
            fields["sheet"].choices = [(one.name, one.name) for one in opened.sheets]
            self.initial["sheet"] = options.sheet
        if opened.sort != "table":
            del self.fields["header_row"]
        self.initial["header_row"] = options.header_row

    def reading(self) -> dict[str, Any]:
        """What differs from what was detected."""
        found = {}
        for name, value in self.cleaned_data.items():
            chosen = _unmarked(value) if name == "delimiter" else value
            if chosen not in ("", None) and chosen != getattr(self.opened.options, name):
                found[name] = chosen
        kept = {} if "encoding" in found or "sheet" in found else self.kept
        return {**kept, **found}

    @property
    def kept(self) -> dict[str, Any]:
        """What was chosen earlier stays chosen; a new encoding or sheet begins anew."""
        sure = self.opened.sure
        names = ("encoding", "delimiter", "header_row", "sheet")
        return {
            name: getattr(self.opened.options, name) for name in names if name in self.fields and sure.get(name) == 1.0
        }


# A tab or blank would not survive a form.
_SIGNS = {"\t": "tab", " ": "blank"}


def _mark(delimiter: str) -> str:
    return _SIGNS.get(delimiter, delimiter)


def _unmarked(value: str) -> str:
    return next((mark for mark, word in _SIGNS.items() if word == value), value)


def _marked(marks: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(_mark(mark), label) for mark, label in marks.items() if mark]


class WritingForm(forms.Form):
    """How values are written where they do not say so themselves."""

    date_order = forms.ChoiceField(label=_("Order of dates"), choices=ORDERS, required=False)
    decimal = forms.ChoiceField(
        label=_("Decimal mark"), choices=(("", _("As written")), (".", "1,234.5"), (",", "1.234,5")), required=False
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("Three letters, such as CNY.")
    )
    region = forms.CharField(
        label=_("Country of phones"), max_length=2, required=False, help_text=_("Two letters, such as CN.")
    )
    zone = forms.CharField(label=_("Time zone"), max_length=64, required=False, help_text=_("Such as Asia/Shanghai."))


class MatchingForm(forms.Form):
    """How rows are recognised, what a match means, whose the new ones are."""

    keys = forms.MultipleChoiceField(
        label=_("A row is known by"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Asked in this order. Without any, every row is new."),
    )  # fmt: skip
    on_match = forms.ChoiceField(label=_("When it is known already"), widget=forms.RadioSelect)
    owner = forms.ChoiceField(label=_("Owner of what is new"), widget=forms.RadioSelect)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label="—",
        help_text=_("For spreading evenly over its members."),
    )  # fmt: skip
    save_as = forms.CharField(
        label=_("Save this mapping as"), max_length=120, required=False,
        help_text=_("It is offered again for files with the same columns."),
    )  # fmt: skip

    def __init__(self, *args: Any, target: Target, plan: dict[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        filled = {one["field"] for one in plan["columns"]}
        self.target, self.plan = target, plan
        fields["keys"].choices = [(key.name, key.label) for key in target.keys if key.name in filled]
        fields["on_match"].choices = [(mode, MODES[mode]) for mode in target.modes]
        fields["department"].queryset = Department.objects.all()
        self.initial = {"keys": plan.get("keys", []), "on_match": plan.get("on_match", target.modes[0])}
        for name, label in target.links:
            self.fields[f"link_{name}"] = forms.ChoiceField(
                label=str(label), widget=forms.RadioSelect, choices=(("make", _("Create them")), ("reject", _("Reject the row"))),
                initial=plan.get("links", {}).get(name, "make"),
            )  # fmt: skip
        if not fields["keys"].choices:
            del self.fields["keys"]
        if len(target.modes) < 2:
            del self.fields["on_match"]
        if target.known and "keys" in self.fields:
            self.fields["keys"].help_text = str(target.known)
        self._owner(plan.get("owner") or {}, "owner" in filled)
        self.order_fields([*[name for name in self.fields if name != "save_as"], "save_as"])

    def _owner(self, owner: dict[str, Any], has_column: bool) -> None:
        if not self.target.owned:
            del self.fields["owner"], self.fields["department"]
            return
        choices = [
            ("me", _("Me")),
            ("nobody", _("Nobody (public pool)")),
            ("spread", _("Spread evenly over a department")),
        ]
        if has_column:
            choices.insert(0, ("column", _("As the column says")))
        fields: Any = self.fields
        fields["owner"].choices = choices
        self.initial["owner"] = owner.get("to", "me")
        self.initial["department"] = Department.objects.filter(
            name__iexact=owner.get("department", "").split("/")[-1]
        ).first()

    def chosen(self) -> dict[str, Any]:
        """The part of the plan that this step decides."""
        data = self.cleaned_data
        found: dict[str, Any] = {"keys": data.get("keys", []), "links": {}}
        if data.get("on_match"):
            found["on_match"] = data["on_match"]
        for name, _label in self.target.links:
            found["links"][name] = data[f"link_{name}"]
        if "owner" in self.fields:
            department = data.get("department")
            found["owner"] = {"to": data.get("owner") or "me", "department": _path(department) if department else ""}
        return found


def _path(department: Department) -> str:
    parts = [department.name]
    while department.parent:
        department = department.parent
        parts.insert(0, department.name)
    return "/".join(parts)
