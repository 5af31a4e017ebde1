"""The rates of exchange that the company keeps."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.commerce.actions.pricebook import remove_rate, set_rate
from guanxi.commerce.forms import RateForm
from guanxi.commerce.queries.pricebook import PAGE, own_currency, rates
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The rates, the newest first, and the form for one more; `?before=` shows older ones."""
    actor = request.actor
    if not actor.may("see", "pricebook"):
        raise Http404
    if request.method == "POST":
        actor.require("edit", "pricebook")
    form = RateForm(request.POST or None, initial={"on": timezone.localtime(clock.now()).date()})
    if request.method == "POST" and form.is_valid():
        try:
            set_rate(**form.cleaned_data, actor=actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The rate was saved."))
            return redirect("rate_list")
    try:
        before = parse_date(request.GET.get("before", ""))
    except ValueError:
        before = None
    found = rates(before=before)
    context = {
        "title": _("Rates of exchange"),
        "rates": found,
        "more": found[-1].on if len(found) == PAGE else None,
        "own": own_currency(),
        "form": form,
        "may_edit": actor.may("edit", "pricebook"),
    }
    return render(request, "commerce/rates.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, rate_id: int) -> HttpResponse:
    """One rate less."""
    if remove_rate(rate_id, actor=request.actor, at=clock.now()):
        messages.success(request, _("The rate was taken out."))
    return redirect("rate_list")
