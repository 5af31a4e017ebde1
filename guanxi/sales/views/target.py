"""Targets of a quarter, and setting them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.target import set_target
from guanxi.sales.forecasting import Range
from guanxi.sales.queries.outlook import Said, said_first
from guanxi.sales.queries.target import COUNTED, Row, end_of, is_over, latest_before, progress, quarter_of
from guanxi.sales.views.asking import listed, owned
from guanxi.staff.models import Company
from guanxi.staff.queries.department import choices
from guanxi.ui.lists.inputs import ReferenceField
from guanxi.ui.trying import refuse

QUARTER = re.compile(r"^((?:19|20)\d\d)-Q([1-4])$")


class TargetForm(forms.Form):
    """For whom, when, how much; an empty amount takes a target away."""

    quarter = forms.CharField(label=_("Quarter"), max_length=7, help_text=_("Such as 2026-Q4."))
    department = forms.TypedChoiceField(
        label=_("Department, with those below"), required=False, coerce=int, empty_value=None
    )
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=18, decimal_places=2, help_text=_("Left empty, the target goes.")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["member"] = ReferenceField("member", label=_("Member"), required=False)
        self.fields["department"].choices = [("", "–"), *choices()]
        self.order_fields(["quarter", "member", "department", "amount", "currency"])

    def clean_quarter(self) -> date:
        """Its first day."""
        found = quarter_from(self.cleaned_data["quarter"].strip())
        if found is None:
            raise forms.ValidationError(_("Give the quarter as 2026-Q4."), code="quarter")
        return found


def quarter_from(text: str) -> date | None:
    """The first day of "2026-Q4"; None where it is none."""
    found = QUARTER.match(text)
    return date(int(found[1]), int(found[2]) * 3 - 2, 1) if found else None


def written(quarter: date) -> str:
    """2026-Q4."""
    return f"{quarter.year}-Q{(quarter.month + 2) // 3}"


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What is to be won, what was, what is open, what was done: per department with a target and per member."""
    actor = request.actor
    if not actor.may("see", "opportunity"):
        raise Http404
    today = timezone.localtime(clock.now()).date()
    quarter = quarter_from(request.GET.get("quarter", "")) or quarter_of(today)
    is_past = is_over(quarter, today)
    said = said_first(quarter, actor) if is_past else None
    masked = actor.masks("opportunity", "amount")
    found = progress(quarter, actor, today)
    context = {
        "title": _("Targets"),
        "quarter": written(quarter),
        "before": written(quarter_of(date.fromordinal(quarter.toordinal() - 1))),
        "after": written(date.fromordinal(end_of(quarter).toordinal() + 1)),
        "masked": masked,
        "is_past": is_past,
        "said_on": said.day if said else None,
        "departments": [_row(one, quarter, said, department=True) for one in found.departments],
        "members": [_row(one, quarter, said) for one in found.members],
        "has_targets": any(one.target for row in (*found.departments, *found.members) for one in row.sums),
        "more": found.more,
        "most": COUNTED,
        "may_set": actor.may("assign", "opportunity"),
    }
    if not context["has_targets"]:
        latest = latest_before(quarter)
        context["latest"] = written(latest) if latest else ""
        context["latest_url"] = f"?quarter={context['latest']}" if latest else ""
    return render(request, "sales/targets.html", context)


def _row(one: Row, quarter: date, said: Said | None, *, department: bool = False) -> dict[str, Any]:
    """A row with the addresses behind its figures."""
    whose, end = owned(one.owners), end_of(quarter)
    key = "department" if department else "member"
    return {
        "it": one,
        "sums": [(each, _whole(said.of(one.owners, each.currency) if said else None)) for each in one.sums],
        "set_url": f"{reverse('target_set')}?quarter={written(quarter)}&{key}={one.whose.pk}",
        "won_url": listed(whose, "state:any:won", f"closed_on:between:{quarter},{end}"),
        "open_url": listed(whose, "state:any:open"),
        "begun_url": listed(whose, f"opened_on:between:{quarter},{end}"),
    }


def _whole(said: Range | None) -> dict[str, int] | None:
    """What was foreseen has no cents."""
    return {name: round(getattr(said, name)) for name in ("low", "middle", "high")} if said else None


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Set a target, change it, or take it away."""
    actor = request.actor
    if not actor.may("see", "opportunity"):
        raise Http404
    if not actor.may("assign", "opportunity"):
        raise PermissionDenied
    currency = Company.objects.values_list("currency", flat=True).first() or "CNY"
    today = timezone.localtime(clock.now()).date()
    known = {"quarter": written(quarter_of(today)), "currency": currency, **request.GET.dict()}
    form = TargetForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = set_target(
                given["quarter"], given["amount"], given["currency"].strip().upper(),
                member_id=given["member"], department_id=given["department"], actor=actor, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("The target was set.") if made else gettext("The target was taken away."))
            return redirect(f"{reverse('target_list')}?quarter={written(given['quarter'])}")
    context = {"title": _("Set a target"), "form": form}
    return render(request, "sales/target.html", context, status=422 if form.errors else 200)
