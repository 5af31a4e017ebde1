"""The two pages of the road: what this device keeps, and what was written on it without a connection."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.pocket.queries import pocket
from guanxi.staff.queries.company import company_customs


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What the pocket of this device holds, its limits, and the customers that are taken along; the device fills in its own state."""
    context = {
        "title": _("On the road"),
        "hours": 0 if request.actor.through_id else company_customs().pocket_hours,
        "taken": pocket.taken_customers(request.actor),
        "most": pocket,
    }
    return render(request, "pocket/page.html", context)


@require_GET
def written(request: HttpRequest) -> HttpResponse:
    """What was written without a connection, with what became of each; it stands in the device, not here."""
    return render(request, "pocket/written.html", {"title": _("Written offline")})
