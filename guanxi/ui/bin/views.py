"""The recycle bin's page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.kinds import Kind
from guanxi.ui.bin import rows
from guanxi.ui.records.views.bulk import chosen_ids


@require_GET
def listed(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Deleted records of one kind; without a kind, of the first that the member may restore."""
    offered = rows.kinds_for(request.actor)
    shown = _wanted(request, kind) if kind else (offered[0] if offered else None)
    asked = request.GET
    text = asked.get("q", "").strip()
    page = rows.page(shown, request.actor, text=text, before=asked.get("before", "")) if shown else None
    older = asked.copy()
    older["before"] = page.before if page else ""
    context = {
        "title": _("Recycle bin"),
        "shown": shown,
        "tabs": [
            {"label": one.plural, "url": reverse("bin_kind", args=[one.name]), "active": one is shown}
            for one in offered
        ],
        "rows": page.rows if page else [],
        "text": text,
        "older_url": f"?{older.urlencode()}" if page and page.before else "",
        "bulk_url": reverse("bin_restore", args=[shown.name]) if shown else "",
        "bulk_actions": "ui/bin/restore.html",
    }
    return render(request, "ui/bin/list.html", context)


@require_POST
def restored(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring the chosen records (`ids`) back with all that was deleted with them."""
    shown = _wanted(request, kind)
    ids = chosen_ids(request.POST.getlist("ids"))
    number = shown.verbs.restore(ids, actor=request.actor, at=clock.now()) if shown.verbs.restore and ids else 0
    said = ngettext("%(number)d record was restored.", "%(number)d records were restored.", number)
    messages.success(request, said % {"number": number})
    return redirect("bin_kind", kind=kind)


def _wanted(request: HttpRequest, name: str) -> Kind:
    for one in rows.kinds_for(request.actor):
        if one.name == name:
            return one
    raise Http404
