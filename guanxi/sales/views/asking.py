"""What a page about a period asks for: pipeline, months, whose, and what is compared."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Product
from guanxi.core.actor import Actor
from guanxi.sales.models import Pipeline, Stage
from guanxi.sales.months import months_before
from guanxi.sales.queries.funnel import Asked, Course, latest_months
from guanxi.sales.queries.opportunity import opportunities
from guanxi.staff.models import Department, Member
from guanxi.ui.lists.inputs import ReferenceField

MONTH = re.compile(r"^(19|20)\d\d-(0[1-9]|1[0-2])$")
NARROWABLE = 50  # members that a list takes as a condition
BY = (
    ("", _("Nothing")),
    ("owner", _("Owners")),
    ("department", _("Departments")),
    ("source", _("Sources")),
    ("product", _("Products")),
)


class MonthField(forms.Field):
    """A month; gives its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-01", "pattern": r"\d{4}-\d{2}"})

    def clean(self, value: Any) -> date | None:
        """The first day of the month; None where nothing was given."""
        super().clean(value)
        text = str(value or "").strip()
        if not text:
            return None
        if not MONTH.match(text):
            raise forms.ValidationError(_("Give the month as 2026-01."), code="month")
        return date(int(text[:4]), int(text[5:]), 1)


class FunnelForm(forms.Form):
    """The conditions above a funnel; what is left empty does not narrow."""

    pipeline = forms.ChoiceField(label=_("Pipeline"), required=False)
    first = MonthField(label=_("Began from"), required=False)
    last = MonthField(label=_("Began until"), required=False)
    by = forms.ChoiceField(label=_("Compare"), choices=BY, required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department, with those below"), required=False, empty_label=_("All")
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=80)

    def __init__(self, *given: Any, pipelines: list[Pipeline], masked: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["pipeline"].choices = [(one.key, one.label) for one in pipelines]
        self.fields["owner"] = ReferenceField("member", label=_("Owner"), required=False)
        self.fields["product"] = ReferenceField("product", label=_("Product"), required=False)
        if masked:  # who sees sources only in part would find the rest by asking
            del self.fields["source"]
            self.fields["by"].choices = [one for one in BY if one[0] != "source"]

    def fill_months(self, first: date, last: date) -> None:
        """Show the months that the page is about where none were given; what was given stays, a slip too."""
        data = self.data.copy()
        for name, month in (("first", first), ("last", last)):
            if not data.get(name):
                data[name] = f"{month:%Y-%m}"
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Source and product together are not kept; a month after its end is a slip."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", _("This month lies before the first one."))
        if "by" not in self.fields:
            return given
        of_source = given.get("source") or given.get("by") == "source"
        of_product = given.get("product") or given.get("by") == "product"
        if of_source and of_product:
            self.add_error("by", _("Choose sources or products: the two are not kept together."))
        return given


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, its form, and the conditions under which lists show the same opportunities."""

    form: FunnelForm
    asked: Asked
    conditions: tuple[str, ...]


def question(
    request: HttpRequest, pipelines: list[Pipeline], today: date, shape: type[FunnelForm] = FunnelForm
) -> Question:
    """The conditions of the address; without months from eleven before the last of which something ended."""
    masked = request.actor.masks("opportunity", "source")
    form = shape(request.GET or {"by": ""}, pipelines=pipelines, masked=masked)
    form.is_valid()
    given = form.cleaned_data
    chosen = next((one for one in pipelines if one.key == given.get("pipeline")), pipelines[0])
    latest, ended = latest_months(chosen)
    last = given.get("last") or latest or today.replace(day=1)
    first = given.get("first") or min(last, months_before(ended or last, 11))
    last = max(first, last)
    form.fill_months(first, last)
    owners = owners_of(given)
    product = str(given["product"]) if given.get("product") else None
    source = given.get("source") or None
    if source and (product or given.get("by") == "product"):
        source = None  # the form says so
    by = given.get("by", "")
    by = "" if by == "source" and product else by
    asked = Asked(chosen, first, last, by, owners, source, product)
    return Question(form, asked, _conditions(asked))


def owners_of(given: dict[str, Any]) -> frozenset[int] | None:
    """Whom an "owner" or a "department", with those below, narrows to; None where neither was given."""
    if given.get("owner"):
        return frozenset([given["owner"]])
    department = given.get("department")
    if department is None:
        return None
    inside = Member.objects.filter(department__number__range=(department.number, department.last))
    return frozenset(inside.values_list("pk", flat=True))


def _conditions(asked: Asked) -> tuple[str, ...]:
    end = asked.last.replace(day=calendar.monthrange(asked.last.year, asked.last.month)[1])
    found = [f"pipeline:any:{asked.pipeline.key}", f"opened_on:between:{asked.first},{end}"]
    if asked.owners is not None:
        found.append(owned(asked.owners))
    if asked.source is not None:
        found.append(valued("source", asked.source))
    if asked.product is not None:
        found.append(valued("product", names_of("product", [asked.product])[1].get(asked.product, "")))
    return tuple(found)


def undated(actor: Actor) -> str:
    """The address of those whose beginning is not known, which no month counts; "" where the actor sees none."""
    unknown = opportunities(actor).filter(opened_on=None).order_by().values_list("pk", flat=True)[:1]
    return listed("opened_on:empty") if list(unknown) else ""


def owned(owners: frozenset[int]) -> str:
    """The condition of a list for these owners; "" where they are too many for one."""
    named = sorted(owners - {0})
    if not named:
        return "owner:empty" if 0 in owners else "owner:any:0"
    return f"owner:any:{','.join(map(str, named))}" if len(named) <= NARROWABLE else ""


def valued(name: str, value: str) -> str:
    """The condition of a list for a source or product, "" being none."""
    kept = "".join(f"\\{sign}" if sign in "\\;:,()" else sign for sign in value)
    return f"{name}:is:{kept}" if value else f"{name}:empty"


def listed(*conditions: str) -> str:
    """The address of the opportunities that fit all of the conditions; "" where one of them cannot be said to a list."""
    if not all(conditions):
        return ""
    return f"{reverse('opportunity_list')}?{urlencode({'f': ';'.join(conditions)})}"


def either(*ways: tuple[str, ...]) -> str:
    """The condition that all of one of the ways hold."""
    return f"any({';'.join('all(' + ';'.join(one) + ')' for one in ways)})"


def came_to(course: Course, place: int) -> str:
    """The condition for what reached the step at `place` or came further."""
    return f"furthest:any:{','.join(one.stage.key for one in course.steps[place:])}"


def ended_here(stage: Stage, state: str) -> str:
    """The condition for what came to a stage and no further, and is open or lost."""
    return f"furthest:any:{stage.key};state:any:{state}"


def names_of(by: str, keys: list[Any]) -> tuple[dict[Any, str], dict[str, str]]:
    """The words for what is compared, and for products the codes that a list knows them by; one query."""
    given = [one for one in keys if one]
    if by == "product":
        rows = list(Product.objects.filter(pk__in=[int(one) for one in given]).values_list("pk", "name", "code"))
        return {str(pk): name for pk, name, _code in rows}, {str(pk): code for pk, _name, code in rows}
    if by == "source":
        return {one: one for one in given}, {}
    table: Any = Member if by == "owner" else Department
    return dict(table.objects.filter(pk__in=given).values_list("pk", "name")), {}
