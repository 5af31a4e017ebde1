"""Changing a dashboard: its name, its cards and their order, whom it is given to; removing it, with undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.analytics.exploring import asked_by, parameters, title_of
from guanxi.core import clock
from guanxi.dashboards.actions import dashboard as actions
from guanxi.dashboards.actions import tile as tiles
from guanxi.dashboards.forms import DashboardForm, TileForm
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.dashboards.rules import may_give, require_change
from guanxi.dashboards.views.finding import dashboard_of, tile_of
from guanxi.staff.models import Role
from guanxi.ui.trying import tried


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Name and period in a form, the cards in their order below."""
    dashboard = dashboard_of(request, dashboard_id)
    require_change(dashboard, request.actor)
    form = DashboardForm(request.POST or None, initial={"name": str(dashboard.label), "period": dashboard.period})

    def act() -> bool:
        told = form.cleaned_data
        name = (
            "" if dashboard.template and told["name"] == str(dashboard.label) and not dashboard.name else told["name"]
        )
        actions.change(dashboard, name=name, period=told["period"], actor=request.actor)
        return True

    if tried(request, form, act):
        messages.success(request, _("Saved."))
        return redirect("dashboard_change", dashboard_id=dashboard.pk)
    context: dict[str, Any] = {
        "title": _("Change: %(name)s") % {"name": dashboard.label},
        "form": form,
        "may_give": may_give(request.actor),
        "roles": list(Role.objects.order_by("name")) if may_give(request.actor) else [],
    } | _cards(dashboard, request)
    return render(request, "dashboards/change.html", context, status=422 if form.errors else 200)


def _cards(dashboard: Dashboard, request: HttpRequest) -> dict[str, Any]:
    found = list(tiles_of(dashboard))
    rows = [(one, _asks(one, request), place) for place, one in enumerate(found)]
    choices = {"forms": Tile.Form.choices, "widths": Tile.Width.choices}
    return {"dashboard": dashboard, "rows": rows, "last": len(rows) - 1, **choices}


def _asks(tile: Tile, request: HttpRequest) -> str:
    asked = asked_by(parameters(tile.asked), request.actor).asked
    return title_of(asked) if asked else _("A figure that you may not see")


def _again(request: HttpRequest, dashboard: Dashboard) -> HttpResponse:
    """The list of cards, for a page that keeps standing; else the page."""
    if request.headers.get("HX-Request"):
        return render(request, "dashboards/parts/rows.html", _cards(dashboard, request))
    return redirect("dashboard_change", dashboard_id=dashboard.pk)


@require_POST
def give(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Whom it is given to, and who begins with it."""
    dashboard = dashboard_of(request, dashboard_id)
    known = set(Role.objects.values_list("pk", flat=True))
    roles, homes = (_numbers(request.POST.getlist(name)) & known for name in ("role", "home"))
    actions.give(dashboard, roles, homes, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("dashboard_change", dashboard_id=dashboard.pk)


def _numbers(given: list[str]) -> set[int]:
    return {int(one) for one in given if one.isdecimal() and len(one) < 19}


@require_POST
def card(request: HttpRequest, dashboard_id: int, tile_id: int) -> HttpResponse:
    """Save a card's name, form and width."""
    tile = tile_of(request, dashboard_id, tile_id)
    form = TileForm(request.POST)
    if not form.is_valid():
        raise Http404
    tiles.change_tile(tile, **form.cleaned_data, actor=request.actor)
    return _again(request, tile.dashboard)


@require_POST
def move(request: HttpRequest, dashboard_id: int, tile_id: int) -> HttpResponse:
    """Have a card stand at the place `to`."""
    tile = tile_of(request, dashboard_id, tile_id)
    to = request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 3:
        raise Http404
    tiles.move_tile(tile, int(to), actor=request.actor)
    return _again(request, tile.dashboard)


@require_POST
def take_away(request: HttpRequest, dashboard_id: int, tile_id: int) -> HttpResponse:
    """Remove a card; the toast brings it back."""
    tile = tile_of(request, dashboard_id, tile_id)
    tiles.remove_tile(tile, actor=request.actor, at=clock.now())
    undo = reverse("dashboard_card_back", args=[dashboard_id, tile_id])
    messages.success(request, _("The card was taken away."), extra_tags=undo)
    return redirect("dashboard_change", dashboard_id=dashboard_id)


@require_POST
def bring_back(request: HttpRequest, dashboard_id: int, tile_id: int) -> HttpResponse:
    """Undo that."""
    tiles.restore_tile(tile_of(request, dashboard_id, tile_id, removed=True), actor=request.actor)
    return HttpResponse("", headers={"HX-Trigger": "reload"})


@require_POST
def remove(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Remove the dashboard; the toast brings it back."""
    dashboard = dashboard_of(request, dashboard_id)
    actions.remove(dashboard, actor=request.actor, at=clock.now())
    undo = reverse("dashboard_back", args=[dashboard_id])
    messages.success(request, _("“%(name)s” was removed.") % {"name": dashboard.label}, extra_tags=undo)
    return redirect("dashboards")


@require_POST
def back(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Undo that."""
    actions.restore(dashboard_of(request, dashboard_id, removed=True), actor=request.actor)
    return HttpResponse("", headers={"HX-Redirect": reverse("dashboard", args=[dashboard_id])})
