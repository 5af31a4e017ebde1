"""Payments of a contract: one more, one void."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.contracts.actions.payment import record_payment, void_payment
from guanxi.contracts.forms import PaymentForm, ReasonForm
from guanxi.contracts.queries.contract import payments, plan_of
from guanxi.contracts.views.answers import contract_or_404, dialog, done
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.ui.trying import refuse
from guanxi.ui.words import money_text


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for money that came in; it begins with what the next open instalment asks."""
    contract = contract_or_404(request, pk, book="payment.create")
    plan = plan_of(contract)
    following = next((one.left for one in plan if one.left > 0), contract.owed)
    initial = {"amount": following, "received_on": timezone.localdate(), "method": "transfer"}
    form = PaymentForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"contract": contract.pk, **form.values()}
        try:
            made = record_payment(values, form.parts(), actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            amount = money_text(made.amount, made.currency)
            return done(request, pk, _("%(amount)s were written down as received.") % {"amount": amount})
    action = reverse("contract_payment_add", args=[pk])
    return dialog(request, "contracts/payment_dialog.html", form=form, action=action, contract=contract)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int, payment_id: int) -> HttpResponse:
    """A dialog for the reason."""
    contract_or_404(request, pk, book="payment.edit")
    payment = payments(request.actor).filter(pk=payment_id, contract_id=pk).first()
    if payment is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_payment(payment, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, pk, _("The payment is void and does not count any more."))
    action = reverse("contract_payment_void", args=[pk, payment_id])
    title = _("Make the payment of %(amount)s void") % {"amount": money_text(payment.amount, payment.currency)}
    return dialog(request, form=form, action=action, title=title, submit=_("Make void"))


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment stands on the page of its contract."""
    found = payments(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    contract_or_404(request, found.contract_id)
    return redirect(f"{reverse('contract_record', args=[found.contract_id])}#payment-{pk}")
