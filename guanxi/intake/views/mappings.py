"""Saved mappings: one's own and shared ones, renamed in place, deleted with undo."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.intake.actions import mapping as acting
from guanxi.intake.models import Mapping
from guanxi.intake.queries.imports import mappings
from guanxi.intake.targets import target

DELETED = "intake_mapping_deleted"  # in the session, until the next one is deleted


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What each is for, whose it is, which columns it needs."""
    rows = [_shown(one, request) for one in mappings(request.actor)]
    return render(request, "intake/mappings.html", {"title": _("Saved mappings"), "count": len(rows), "rows": rows})


def _shown(one: Mapping, request: HttpRequest) -> dict[str, Any]:
    known = target(one.target)
    labels = {field.name: str(field.label) for field in known.fields}
    return {
        "mapping": one,
        "what": known.label,
        "header": one.header,
        "fills": [labels.get(each["field"], each["field"]) for each in one.settings.get("columns", [])],
        "edit": reverse("import_mapping_name", args=[one.pk]) if acting.may_change(one, request.actor) else "",
    }


def _load(request: HttpRequest, pk: int) -> Mapping:
    found = mappings(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def name(request: HttpRequest, pk: int) -> HttpResponse:
    """The name's form (GET), and its new value."""
    one = _load(request, pk)
    context: dict[str, Any] = {"label": _("Name"), "edit": request.path, "value": one.name, "refusal": ""}
    if request.method != "POST":
        return render(request, "intake/parts/mapping_name.html", context)
    typed = request.POST.get("name", "")
    try:
        one = acting.rename_mapping(one, typed, actor=request.actor, at=clock.now())
    except Refused as refused:
        context |= {"value": typed, "refusal": str(refused)}
        return render(request, "intake/parts/mapping_name.html", context, status=422)
    return render(request, "ui/parts/fact.html", context | {"value": one.name})


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share it with colleagues (`shared`), or not."""
    acting.share_mapping(_load(request, pk), bool(request.POST.get("shared")), actor=request.actor, at=clock.now())
    return redirect("import_mappings")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it, with undo."""
    one = _load(request, pk)
    title = one.name
    request.session[DELETED] = acting.delete_mapping(one, actor=request.actor, at=clock.now())
    if not request.headers.get("HX-Request"):
        return redirect("import_mappings")
    answer = HttpResponse("")
    said = _("The mapping “{name}” was deleted.").format(name=title)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": said, "undo": reverse("import_mapping_restore")}})
    return answer


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Undo of the last deletion."""
    kept = request.session.pop(DELETED, None)
    if kept is None:
        raise Http404
    acting.restore_mapping(kept, actor=request.actor, at=clock.now())
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = "reload"
    return answer
