"""What stands in the warehouse, since when, and whether it agrees with the records; having it brought up to date."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.analytics.actions.fill import fill
from guanxi.analytics.models import Fill
from guanxi.analytics.queries.running import unfinished
from guanxi.analytics.queries.warehouse import LABELS, held, latest_fill
from guanxi.ui.work.beginning import begun

SHOWN = 50  # differences


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The sources with their rows, and what did not agree."""
    actor = request.actor
    if not actor.may("see", "fact"):
        raise Http404
    run = latest_fill()
    differences = run.differences if run else []
    context = {
        "title": _("Warehouse"),
        "run": run,
        "held": held(run),
        "differences": [one | {"label": LABELS[one["source"]]} for one in differences[:SHOWN]],
        "number": len(differences),
        "may_fill": actor.may("administer", "fact"),
        "work": unfinished(Fill).filter(member=actor.member_id).first(),
    }
    return render(request, "analytics/warehouse.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Bring it up to date now."""
    if not request.actor.may("see", "fact"):
        raise Http404
    return begun(request, fill, otherwise="warehouse")
