"""Keeping a question of the explorer on a dashboard: a dialog that asks which."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanxi.analytics.exploring import Asking, asked_by
from guanxi.analytics.values import SPANS
from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.dashboards.actions.dashboard import create
from guanxi.dashboards.actions.tile import add_tile
from guanxi.dashboards.forms import PinForm
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.queries.dashboard import changeable
from guanxi.dashboards.views.finding import door
from guanxi.ui.trying import tried


@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """The question stands in the address; which dashboard, which form and which width in the dialog."""
    door(request)
    found = asked_by(request.GET, request.actor)
    if found.asked is None:
        raise Http404
    mine = changeable(request.actor)
    start = {
        "dashboard": str(mine[0].pk) if mine else "new",
        "form": _form(found),
        "width": Tile.Width.HALF if found.asked.by else Tile.Width.QUARTER,
    }
    form = PinForm(request.POST or None, dashboards=mine, split=bool(found.asked.by), initial=start)
    made = tried(request, form, lambda: _kept(form, found, mine, request.actor))
    if made:
        messages.success(request, _("It stands on “%(name)s” now.") % {"name": made.label})
        return HttpResponse("", headers={"HX-Redirect": reverse("dashboard", args=[made.pk])})
    context = {"form": form, "action": f"{reverse('dashboard_pin')}?{found.query}"}
    return render(request, "dashboards/pin.html", context, status=422 if form.errors else 200)


def _form(found: Asking) -> str:
    by = found.asked.by if found.asked else ()
    if not by:
        return Tile.Form.FIGURE
    return Tile.Form.CHART if by[0] in SPANS and len(by) == 1 else Tile.Form.TABLE


def _kept(form: PinForm, found: Asking, mine: list[Dashboard], actor: Actor) -> Dashboard:
    told, now = form.cleaned_data, clock.now()
    known = {str(one.pk): one for one in mine}
    dashboard = known.get(told["dashboard"]) or create(_("My dashboard"), actor=actor, at=now)
    add_tile(dashboard, found.params, form=told["form"], width=told["width"], actor=actor, at=now)
    return dashboard
