"""Next steps with all customers of a member: the list, and its part of my day."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from guanxi.analytics.models import Answer
from guanxi.analytics.nextstep import ORDER
from guanxi.analytics.queries import proposal as queries
from guanxi.analytics.views.nextstep import shown
from guanxi.core import clock
from guanxi.customers.rules import may_edit
from guanxi.ui.lists.inputs import ReferenceField

ON_MY_DAY = 3
KINDS = {
    "promise": gettext_lazy("Promises to keep"),
    "money": gettext_lazy("Overdue money"),
    "quote": gettext_lazy("Quotes without an answer"),
    "leaving": gettext_lazy("Risk of leaving"),
    "offer": gettext_lazy("Likely to buy"),
    "silent": gettext_lazy("Gone silent"),
}


class WhoseForm(forms.Form):
    """Whose customers, and which steps."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Step"), required=False, choices=[("", gettext_lazy("All")), *((one, KINDS[one]) for one in ORDER)]
    )  # fmt: skip

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["owner"] = ReferenceField("member", label=gettext_lazy("Owner"), required=False)
        self.order_fields(["owner", "kind"])


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One customer after the other, those first where most is at stake."""
    _door(request)
    actor, now = request.actor, clock.now()
    form = WhoseForm({**request.GET.dict(), "owner": request.GET.get("owner") or actor.member_id})
    told = form.cleaned_data if form.is_valid() else {}
    owner, kind = told.get("owner") or actor.member_id or 0, told.get("kind", "")
    found = queries.steps_of(owner, actor, now, kind=kind, after=_key(request.GET.get("after", "")))
    may_make = actor.may("create", "task")
    kept = request.GET.copy()
    kept["after"] = "~".join(str(one) for one in found.following or ())
    context = {
        "title": _("Next steps"),
        "form": form,
        "rows": [_row(one, may_answer=may_make and may_edit(one.customer, actor)) for one in found.rows],
        "as_of": queries.as_of(),
        "first": "after" not in request.GET,
        "following": kept.urlencode() if found.following else "",
        "reasons": Answer.Reason.choices,
    }
    return render(request, "analytics/steps.html", context, status=422 if form.errors else 200)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """One's own customers where most is at stake."""
    _door(request)
    found = queries.steps_of(request.actor.member_id or 0, request.actor, clock.now(), most=ON_MY_DAY)
    return render(request, "analytics/steps_day.html", {"rows": [_row(one) for one in found.rows]})


def _door(request: HttpRequest) -> None:
    if not (request.actor.may("see", "fact") and request.actor.may("see", "customer")):
        raise Http404


def _row(one: queries.Place, *, may_answer: bool = False) -> dict[str, Any]:
    first, *others = one.steps
    return {
        "customer": one.customer,
        "url": reverse("customer_record", args=[one.customer.pk]),
        "step": shown(first),
        "others": [shown(each) for each in others[:3]],
        "may_answer": may_answer,
    }


def _key(text: str) -> queries.Key | None:
    """Where a page begins; None where the address says nothing that can be one."""
    try:
        stake, place, customer = text.split("~")
        key = Decimal(stake), int(place), int(customer)
    except (ValueError, InvalidOperation):
        return None
    fits = key[0].is_finite() and abs(key[0]) < 10**18 and 0 <= key[1] < 2**15 and 0 <= key[2] < 2**63
    return key if fits else None
