"""The dashboard and the card that an address names, as far as the member sees them."""

from django.http import Http404, HttpRequest

from guanxi.dashboards.models import Dashboard, Tile


def door(request: HttpRequest) -> None:
    """404 for who sees no figures."""
    if not request.actor.may("see", "fact"):
        raise Http404


def dashboard_of(request: HttpRequest, pk: int, *, removed: bool = False) -> Dashboard:
    """The dashboard; 404 where he does not see it."""
    door(request)
    found = Dashboard.objects.filter(pk=pk, deleted_at__isnull=not removed).first()
    if found is None:
        raise Http404
    return found


def tile_of(request: HttpRequest, dashboard_id: int, pk: int, *, removed: bool = False) -> Tile:
    """A card of the dashboard."""
    dashboard = dashboard_of(request, dashboard_id)
    found = Tile.objects.filter(dashboard=dashboard, pk=pk, deleted_at__isnull=not removed).first()
    if found is None:
        raise Http404
    found.dashboard = dashboard
    return found
