"""What happens to a customer as a whole: planned, handed over, put into the bin, taken out again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers import rules
from guanxi.customers.actions.customer import (
    assign_customers,
    delete_customers,
    edit_customer,
    give_back_customers,
    restore_customers,
)
from guanxi.customers.forms import OwnerForm, PlanForm
from guanxi.customers.models import Customer
from guanxi.customers.views.answers import customer_or_404, dialog, refuse, told


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step: what and when. `?fresh` plans another after the present one was done."""
    customer = customer_or_404(request, pk, may=rules.may_edit)
    known = (
        {} if "fresh" in request.GET else {"next_step": customer.next_step, "next_contact_at": customer.next_contact_at}
    )
    form = PlanForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            edit_customer(customer, form.cleaned_data, actor=request.actor, at=clock.now())
            return told(HttpResponse(), _("The next step is planned."), closeDialog=True, nextStep=True)
        except Refused as refusal:
            refuse(form, refusal)
    return dialog(request, form, title=_("Next step"), submit=_("Plan"))


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the customer over; who can't see it afterwards lands in the list."""
    customer = customer_or_404(request, pk, may=rules.may_assign)
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assign_customers([pk], form.cleaned_data["owner"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            undo = reverse("customer_take_back", args=[pk, form.cleaned_data["owner"]])
            messages.success(request, _("“%(name)s” was handed over.") % {"name": customer.name}, extra_tags=undo)
            stays = Customer.objects.filter(pk=pk).exists()
            url = reverse("customer_record", args=[pk]) if stays else reverse("customer_list")
            return HttpResponse(headers={"HX-Redirect": url})
    note = _("Now with %(owner)s. The new owner gets a notice.") % {"owner": customer.owner or _("nobody")}
    return dialog(
        request, form, title=_("Hand over “%(name)s”") % {"name": customer.name}, submit=_("Hand over"), note=note
    )


@require_POST
def give_back(request: HttpRequest, pk: int, member_id: int) -> HttpResponse:
    """Undo of `assign`; `member_id` is the colleague it went to."""
    if not give_back_customers([pk], member_id, actor=request.actor, at=clock.now()):
        raise Refused(_("The customer has been changed since and stays with the new owner."))
    messages.success(request, _("The hand-over was taken back."))
    return HttpResponse(headers={"HX-Redirect": reverse("customer_record", args=[pk])})


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin; the page stays and offers the way back."""
    customer = customer_or_404(request, pk, may=rules.may_delete)
    delete_customers([pk], actor=request.actor, at=clock.now())
    messages.success(request, _("“%(name)s” is in the recycle bin.") % {"name": customer.name})
    return redirect("customer_record", pk)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin."""
    customer = Customer.objects.binned().visible_to(request.actor).filter(pk=pk).first()
    if customer is None or not rules.may_delete(customer, request.actor):
        raise Http404
    restore_customers([pk], actor=request.actor, at=clock.now())
    url = reverse("customer_record", args=[pk])
    return redirect(url)
