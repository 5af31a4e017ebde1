"""Up to which discount the roles need not say why."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanxi.commerce.actions.discount import set_limits
from guanxi.commerce.forms import LimitsForm
from guanxi.commerce.queries.discount import limits
from guanxi.core import clock


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Every role with its limit, to be changed by whoever keeps floors."""
    actor = request.actor
    if not actor.may("edit", "floor"):
        raise Http404
    form = LimitsForm(request.POST or None, limits=limits())
    if request.method == "POST" and form.is_valid():
        set_limits(form.percents(), actor=actor, at=clock.now())
        messages.success(request, _("The discounts were saved."))
        return redirect("discount_limits")
    context = {"title": _("Discounts by role"), "form": form}
    return render(request, "commerce/discounts.html", context, status=422 if form.errors else 200)
