"""The list of imports, and taking a file in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.intake.actions.importing import begin_import, plan_import
from guanxi.intake.actions.upload import take_upload
from guanxi.intake.models import Import
from guanxi.intake.plan import BadPlan, read_plan
from guanxi.intake.queries.imports import imports
from guanxi.intake.targets import target
from guanxi.intake.views.steps import load

PAGE = 50
TONES = {"done": "ok", "failed": "bad", "cancelled": "warn", "running": "info", "checking": "info", "undoing": "info"}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Imports, newest first, and the place to drop a file."""
    return _page(request)


def _page(request: HttpRequest, refusal: str = "") -> HttpResponse:
    rows = imports(request.actor)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    for run in found:
        run.made, run.changed, run.refused = (run.counts.get(name) for name in ("created", "updated", "rejected"))
        run.tone = TONES.get(run.state, "")
        run.what = target(run.target).label if run.target else ""
    context = {
        "title": _("Imports"),
        "runs": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "refusal": refusal,
        "shows_members": request.actor.may("administer", "import"),
    }
    return render(request, "intake/list.html", context, status=422 if refusal else 200)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and go to the first step; `like` repeats the plan of an earlier import (mended rows)."""
    file = request.FILES.get("file")
    if file is None:
        return _page(request, _("Choose a file."))
    at = clock.now()
    try:
        stored = take_upload(file.name or "", file.chunks(), actor=request.actor, at=at)
        run = begin_import(stored, actor=request.actor, at=at)
    except Refused as refused:
        return _page(request, str(refused))
    like = request.POST.get("like", "")
    if like.isdecimal() and _planned_like(request, run, load(request, int(like))):
        return redirect("import_check", run.pk)
    return redirect("import_file", run.pk)


def _planned_like(request: HttpRequest, run: Import, other: Import) -> bool:
    try:
        plan_import(run, other.target, read_plan(other.plan, target(other.target)), actor=request.actor, at=clock.now())
    except BadPlan:
        return False
    return True
