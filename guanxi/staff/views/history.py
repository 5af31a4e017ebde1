"""Every change of members, departments, roles and rights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from guanxi.staff.views.forming import administered, tabs
from guanxi.ui.history import changes


@require_GET
@administered
def staff(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page."""
    before = request.GET.get("before", "")
    page = changes.page(changes.of_staff(), request.actor, before=int(before) if before.isdecimal() else None)
    context = {
        "title": pgettext("what members changed", "Changes"),
        "tabs": tabs("history"),
        "changes": page.changes,
        "older_url": f"?before={page.before}" if page.before else "",
        "with_links": True,
    }
    return render(request, "staff/history.html", context)
