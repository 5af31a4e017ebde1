"""Dry run, run, result, undo: the pages while and after a job works."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.intake.actions import importing
from guanxi.intake.models import Import
from guanxi.intake.reasons import tell
from guanxi.intake.targets import Target, target
from guanxi.intake.views.listing import TONES as STATES
from guanxi.intake.views.steps import context, is_open, load
from guanxi.intake.wording import TONES, field_label, outcome, said, value_text
from guanxi.ui.templatetags.ui import grouped

BUSY = (Import.State.CHECKING, Import.State.RUNNING, Import.State.UNDOING)


@require_GET
def any_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands."""
    run = load(request, pk)
    if run.state == Import.State.MAPPING:
        return redirect("import_matching" if run.plan else "import_file", pk)
    return redirect("import_check" if is_open(run) or run.state == Import.State.CHECKING else "import_result", pk)


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run: what every row would become; nothing is written."""
    run = load(request, pk)
    if run.state not in (*BUSY[:1],) and not is_open(run):
        return redirect("import_result", pk)
    if not run.plan:
        return redirect("import_columns", pk)
    if request.method == "POST":
        return _started(request, run, importing.start_check, "import_check")
    one = target(run.target)
    found = run.check_result or {}
    more = {
        "target": one,
        "busy": run.state in BUSY,
        "checked": run.state == Import.State.CHECKED,
        "counts": outcome(found.get("counts", {})),
        "total": sum(found.get("counts", {}).get(name, 0) for name in ("created", "updated")),
        "samples": _samples(found, one),
        "reasons": _reasons(found, one),
    }
    return render(request, "intake/check.html", context(run, "import_check", **more))


def _samples(found: dict[str, Any], one: Target) -> list[dict[str, Any]]:
    shown = []
    for name in ("created", "updated", "unchanged", "skipped", "partly", "rejected"):
        rows = found.get("samples", {}).get(name, [])
        for row in rows:
            row["changes"] = [
                (field_label(one, field), "" if name == "created" else value_text(field, old), value_text(field, new))
                for field, old, new in row.get("changes", [])
            ]
            row["told"] = [(field_label(one, problem["field"]), tell(problem)) for problem in row.get("problems", [])]
            row["text"] = row.get("title") or " · ".join(cell for cell in row.get("cells", [])[:4] if cell)
        if rows:
            count = found["counts"].get(name, 0)
            label = said(name, count).format(count=grouped(count))
            shown.append({"label": label, "tone": TONES.get(name, ""), "rows": rows, "is_new": name == "created"})
    return shown


def _reasons(found: dict[str, Any], one: Target) -> list[tuple[str, str, int]]:
    """Reasons with an example of each, the most frequent first."""
    examples = {
        f"{problem['field']}:{problem['code']}": tell(problem)
        for name in ("partly", "rejected")
        for row in found.get("samples", {}).get(name, [])
        for problem in row.get("problems", [])
    }
    ranked = sorted(found.get("reasons", {}).items(), key=lambda item: -item[1])
    return [(field_label(one, key.partition(":")[0]), examples.get(key, ""), count) for key, count in ranked[:12]]


@require_GET
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of the present job; when it is over the page is asked to load anew."""
    run = load(request, pk)
    response = render(request, "intake/parts/live.html", {"run": run, "work": run.work, "busy": run.state in BUSY})
    if run.state not in BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import for good."""
    return _started(request, load(request, pk), importing.start_run, "import_result")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the present part."""
    return _started(request, load(request, pk), importing.cancel_import, "import")


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where the last part ended."""
    return _started(request, load(request, pk), importing.resume_import, "import")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    return _started(request, load(request, pk), importing.undo_import, "import_result")


def _started(request: HttpRequest, run: Import, action: Any, page: str) -> HttpResponse:
    try:
        action(run, actor=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(page, run.pk)


@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did, with links to what it made, the rejected rows, and undo."""
    run = load(request, pk)
    if is_open(run):
        return redirect("import", pk)
    one = target(run.target)
    undone = run.work.result if run.work and run.work.kind == importing.UNDO else {}
    more = {
        "target": one,
        "busy": run.state in BUSY,
        "counts": outcome(run.counts),
        "tone": STATES.get(run.state, ""),
        "rejected": 0 if run.state == Import.State.UNDONE else run.counts.get("rejected", 0),
        "partly": 0 if run.state == Import.State.UNDONE else run.counts.get("partly", 0),
        "list_url": one.list_url(run.pk) if one.list_url else "",
        "mine": run.member_id == request.actor.member_id,
        "undoable": importing.may_undo(run, request.actor)
        and bool(one.made)
        and run.state in (Import.State.DONE, Import.State.CANCELLED, Import.State.FAILED),
        "resumable": run.state in (Import.State.CANCELLED, Import.State.FAILED),
        "kept": undone.get("listed", []),
        "error": _(run.work.error) if run.work and run.work.error else "",
    }
    return render(request, "intake/result.html", context(run, "import_result", **more))
