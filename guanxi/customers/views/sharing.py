"""Sharing a customer with colleagues."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.customers import rules
from guanxi.customers.actions.collaboration import share_customer, unshare_customer
from guanxi.customers.forms import ShareForm
from guanxi.customers.views.answers import customer_or_404, dialog_about_people, told


def share(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom, to read or to work on it."""
    customer = customer_or_404(request, pk, may=rules.may_share)
    form = ShareForm(request.POST or None, initial={"may_edit": ""})
    give = partial(share_customer, customer, actor=request.actor, at=clock.now())
    return dialog_about_people(
        request,
        form,
        lambda given: give(given["member"], may_edit=bool(given["may_edit"])),
        done=_("Shared."),
        title=_("Share “%(name)s”") % {"name": customer.name},
        submit=_("Share"),
    )


@require_POST
def end(request: HttpRequest, pk: int, member_id: int) -> HttpResponse:
    """No longer."""
    customer = customer_or_404(request, pk)
    unshare_customer(customer, member_id, actor=request.actor, at=clock.now())
    return told(HttpResponse(), _("No longer shared."), people=True)
