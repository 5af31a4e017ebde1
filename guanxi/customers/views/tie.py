"""Whom a customer brought or supplies, and who did so to him: the panel on his page, the dialog that adds one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.customers import rules
from guanxi.customers.actions.tie import add_tie, remove_ties, visible
from guanxi.customers.models import Customer, Tie
from guanxi.customers.queries.tie import ties_of
from guanxi.customers.views.answers import customer_or_404, dialog, told
from guanxi.ui.lists.inputs import ReferenceField
from guanxi.ui.trying import tried

WAYS = (
    ("brought", pgettext_lazy("tie", "brought")),
    ("brought-by", pgettext_lazy("tie", "was brought by")),
    ("supplies", pgettext_lazy("tie", "supplies")),
    ("supplies-by", pgettext_lazy("tie", "is supplied by")),
)


class TieForm(forms.Form):
    """How this customer stands to another."""

    way = forms.ChoiceField(label=gettext_lazy("This customer"), choices=WAYS)
    since = forms.DateField(
        label=pgettext_lazy("a relation", "Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        other = ReferenceField("customer", label=gettext_lazy("Other customer"))
        self.fields = {"way": self.fields["way"], "other": other, "since": self.fields["since"]}


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Both directions, each with the word that says which."""
    customer = customer_or_404(request, pk)
    words = dict(WAYS)
    rows = [
        {"end": one, "words": words[one.tie.kind if one.leads else f"{one.tie.kind}-by"]}
        for one in ties_of(customer.pk)
    ]
    context = {"customer": customer, "rows": rows, "may_edit": rules.may_edit(customer, request.actor)}
    return render(request, "customers/ties.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one."""
    customer = customer_or_404(request, pk, may=rules.may_edit)
    form = TieForm(request.POST or None)
    title = _("Who leads to whom: %(name)s") % {"name": customer.name}
    if tried(request, form, lambda: _add(request, customer, form.cleaned_data)):
        return told(HttpResponse(), _("Added."), closeDialog=True, customerChanged=True)
    return dialog(request, form, title=title, submit=_("Add"))


def _add(request: HttpRequest, customer: Customer, given: dict[str, Any]) -> Tie:
    other = visible(given["other"], request.actor)
    kind, _mark, by = given["way"].partition("-")
    giver, taker = (other, customer) if by else (customer, other)
    return add_tie(giver, taker, kind, since=given["since"], actor=request.actor, at=clock.now())


@require_POST
def remove(request: HttpRequest, tie_id: int) -> HttpResponse:
    """It no longer holds."""
    if not remove_ties([tie_id], actor=request.actor, at=clock.now()):
        raise Http404
    return told(HttpResponse(), _("Removed."), customerChanged=True)
