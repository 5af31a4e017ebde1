"""The history page of a record, and its "put back" buttons."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock, kinds
from guanxi.core.models import Change
from guanxi.ui.history import changes, words
from guanxi.ui.history.put_back import put_back


@require_GET
def record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Who changed what on this record, newest first; `field` narrows to one column."""
    actor = request.actor
    model = words.model_of(kind)
    found = model._default_manager.filter(pk=pk).first() if model else None
    if found is None:
        raise Http404
    described = kinds.kind(kind) if kind in {one.name for one in kinds.all_kinds()} else None
    if described:
        actor.require("see", kind)
    rows = changes.of_record(kind, pk)
    before = request.GET.get("before", "")
    column = request.GET.get("field", "")
    page = changes.page(rows, actor, column=column, before=int(before) if before.isdecimal() else None)
    if described is None and not page.changes and not before and not column:
        raise Http404
    older = request.GET.copy()
    older["before"] = str(page.before or "")
    context = {
        "title": words.title_of(found),
        "kind_label": words.kind_label(kind),
        "kind": kind,
        "pk": pk,
        "back_url": described.url(found) if described and not getattr(found, "deleted_at", None) else "",
        "changes": page.changes,
        "columns": _columns(described),
        "column": column,
        "older_url": f"?{older.urlencode()}" if page.before else "",
    }
    template = "ui/history/changes.html" if request.headers.get("HX-Request") else "ui/history/record.html"
    return render(request, template, context)


def _columns(kind: kinds.Kind | None) -> list[tuple[str, str]]:
    if kind is None:
        return []
    concrete = {one.attname for one in kind.model._meta.concrete_fields}
    names = [(one.path if one.path in concrete else f"{one.path}_id", one.label) for one in kind.fields]
    return [(column, label) for column, label in names if column in concrete]


@require_POST
def put_back_change(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put one change (`change`), or one field of it (`field`), back."""
    wanted = request.POST.get("change", "")
    change = get_object_or_404(Change, pk=wanted if wanted.isdecimal() else 0, kind=kind, record_id=pk)
    column = request.POST.get("field", "")
    number = put_back(change, columns=[column] if column else None, actor=request.actor, at=clock.now())
    said = _("Put back.") if number == 1 else _("%(number)d fields were put back.") % {"number": number}
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"toast": {"text": said}, "reload": True})
        return response
    messages.success(request, said)
    return redirect(reverse("record_history", args=[kind, pk]))
