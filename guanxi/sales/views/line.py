"""The products of an opportunity: one more, one less."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.line import add_line, remove_line
from guanxi.sales.forms import LineForm
from guanxi.sales.views import answers


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for one more product."""
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    form = LineForm(request.POST or None)

    def go() -> object:
        given = (form.cleaned_data[name] for name in ("product", "quantity", "price"))
        return add_line(opportunity, *given, actor=request.actor, at=clock.now())

    context = {"action": reverse("opportunity_line_add", args=[pk]), "title": _("Add a product"), "submit": _("Add")}
    return answers.asked(request, form, go, _("The product was added."), **context)


@require_POST
def remove(request: HttpRequest, pk: int, line_id: int) -> HttpResponse:
    """One product less."""
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    try:
        remove_line(opportunity, line_id, actor=request.actor, at=clock.now())
    except Refused as refusal:
        return answers.said(refusal.sentence)
    if not request.headers.get("HX-Request"):
        return redirect("opportunity_record", pk)
    return answers.done(request, _("The product was taken out."), on_board=False)
