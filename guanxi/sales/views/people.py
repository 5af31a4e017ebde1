"""Who stands where: the map of an opportunity and of a customer, as page and panel, and the dialog that places somebody."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.sales.actions.stakeholder import LONGEST, place_stakeholder
from guanxi.sales.gaps import gaps
from guanxi.sales.models import Opportunity, Stakeholder
from guanxi.sales.queries.people import Figure, people_of_customer, people_of_opportunity
from guanxi.sales.rules import is_hidden, may_change
from guanxi.sales.views import answers
from guanxi.sales.views.picture import picture
from guanxi.ui.trying import refuse

NOT_KNOWN = [("", pgettext_lazy("stakeholder", "Not known"))]


class PlaceForm(forms.Form):
    """What a person does, where he stands, how well he is known."""

    role = forms.ChoiceField(
        label=gettext_lazy("Part in the purchase"), choices=[*NOT_KNOWN, *Stakeholder.Role.choices], required=False
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("For or against"), choices=[*NOT_KNOWN, *Stakeholder.Stance.choices], required=False
    )
    mark = forms.TypedChoiceField(
        label=gettext_lazy("Relationship, by your own judgement"), required=False, coerce=int, empty_value=None
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *given: Any, figure: Figure, **options: Any) -> None:
        super().__init__(*given, **options)
        counted = _("As counted: %(strength)s") % {"strength": figure.counted.label}
        self.fields["mark"].choices = [("", counted), *Stakeholder.Strength.choices]


def _shown(people: list[Figure]) -> dict[str, Any]:
    return {"people": people, "gaps": gaps(people), "picture": picture(people)}


def _seen(request: HttpRequest, pk: int) -> Opportunity:
    """The opportunity, where its customer and contacts may be seen too."""
    opportunity = answers.opportunity_or_404(request, pk)
    if opportunity.customer_id is None or is_hidden(opportunity) or not request.actor.may("see", "contact"):
        raise Http404
    return opportunity


def _customer(request: HttpRequest, customer_id: int) -> Customer:
    found = customers(request.actor).filter(pk=customer_id).first()
    if found is None or not request.actor.may("see", "contact"):
        raise Http404
    return found


@require_GET
def of_opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    """The map of an opportunity, as picture and table."""
    opportunity = _seen(request, pk)
    context = {
        **_shown(people_of_opportunity(opportunity, request.actor, clock.now())),
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "title": _("Who decides: %(name)s") % {"name": opportunity.name},
        "may_place": may_change(opportunity, request.actor),
    }
    return render(request, "sales/people.html", context)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture and the gaps beside an opportunity."""
    opportunity = _seen(request, pk)
    context = {
        **_shown(people_of_opportunity(opportunity, request.actor, clock.now())),
        "url": reverse("opportunity_people", args=[pk]),
    }
    return render(request, "sales/people_panel.html", context)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int, contact_id: int) -> HttpResponse:
    """A dialog that says what a contact does in this opportunity and where he stands."""
    opportunity = _seen(request, pk)
    if not may_change(opportunity, request.actor):
        raise Http404
    people = people_of_opportunity(opportunity, request.actor, clock.now())
    figure = next((one for one in people if one.contact.pk == contact_id), None)
    if figure is None:
        raise Http404
    said = figure.said
    initial: dict[str, Any] = {"role": figure.role, "stance": figure.stance}
    initial |= {"mark": said.mark, "note": said.note} if said else {}
    form = PlaceForm(request.POST or None, figure=figure, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            place_stakeholder(opportunity, contact_id, **form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return answers.done(request, _("“%(name)s” was saved.") % {"name": figure.contact.name}, on_board=False)
    action = reverse("opportunity_place", args=[pk, contact_id])
    return answers.dialog(request, form=form, action=action, title=figure.contact.name, submit=_("Save"))


@require_GET
def of_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The map of a customer: everybody as he stood to the latest opportunity that says so."""
    customer = _customer(request, customer_id)
    context = {
        **_shown(people_of_customer(customer_id, request.actor, clock.now())),
        "customer": customer,
        "title": _("Who decides: %(name)s") % {"name": customer.name},
    }
    return render(request, "sales/people.html", context)


@require_GET
def customer_panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The picture and the gaps on the customer's page."""
    _customer(request, customer_id)
    context = {
        **_shown(people_of_customer(customer_id, request.actor, clock.now())),
        "url": reverse("customer_map", args=[customer_id]),
    }
    return render(request, "sales/people_panel.html", context)
