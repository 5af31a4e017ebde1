"""Rejected rows: mended in place, discarded, or taken away as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.intake.actions.importing import open_run
from guanxi.intake.actions.rejected import discard_rows, keep_rows, mend_row
from guanxi.intake.models import Import, RejectedRow
from guanxi.intake.queries.imports import PAGE
from guanxi.intake.queries.imports import rejected as open_rows
from guanxi.intake.reasons import tell
from guanxi.intake.targets import Target, target
from guanxi.intake.views.steps import load
from guanxi.intake.wording import column_label

MOST = 100_000  # rows of a download


@require_GET
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The open rows, 50 a page."""
    run = load(request, pk)
    after = request.GET.get("after", "")
    found = open_rows(run, after=int(after) if after.isdecimal() else 0)
    header, one = open_run(run).header, target(run.target)
    context = {
        "run": run,
        "title": _title(run).format(name=run.upload.name),
        "rows": [shown(row, run, header, one) for row in found[:PAGE]],
        "next": found[PAGE - 1].number if len(found) > PAGE else None,
        "mine": run.member_id == request.actor.member_id and run.state != Import.State.UNDONE,
        "waiting": run.counts.get("rejected", 0) + run.counts.get("partly", 0),
    }
    return render(request, "intake/rejected.html", context)


def _title(run: Import) -> str:
    """What waits: rows that are not in, rows that are in without some values, or both."""
    lacking, rejected = run.counts.get("partly", 0), run.counts.get("rejected", 0)
    if lacking and not rejected:
        return _("Rows of {name} that lack values")
    return _("Rejected rows of {name}") if rejected and not lacking else _("Rows of {name} to be mended")


def shown(row: RejectedRow, run: Import, header: list[str], one: Target) -> dict[str, Any]:
    """A row as the page shows it: the cells at fault open with their reasons, the others folded away."""
    places: dict[str, list[int]] = {}
    for column in run.plan.get("columns", []):
        if column.get("column") in header:
            places.setdefault(column["field"], []).append(header.index(column["column"]))
    reasons: dict[int, list[str]] = {}
    whole = []
    for problem in row.problems:
        at = places.get(problem["field"])
        if at:
            reasons.setdefault(at[0], []).append(tell(problem))
        else:
            whole.append(_told(problem, one))
    mapped = {place for at in places.values() for place in at}
    cells = [
        {
            "place": at,
            "label": column_label(one.source, name),
            "value": (row.cells[at] if at < len(row.cells) else "") or "",
            "why": reasons.get(at, []),
        }
        for at, name in enumerate(header)
    ]
    values = (Truncator(cell["value"]).chars(40) for cell in cells if cell["place"] in mapped and cell["value"])
    title = Truncator(" · ".join(values)).chars(120)
    return {
        "row": row,
        "run": run,
        "title": title,
        "whole": whole,
        "faulty": [cell for cell in cells if cell["why"]],
        "others": [cell for cell in cells if not cell["why"]],
        "open": row.state == RejectedRow.State.OPEN,
        "partly": row.record_id is not None,
    }


@require_POST
def mend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Try a row again with the cells as sent."""
    run = load(request, pk)
    row = RejectedRow.objects.filter(run=run, number=number).first()
    if row is None:
        raise Http404
    header = open_run(run).header
    before = [*row.cells, *[None] * (len(header) - len(row.cells))]
    cells = [request.POST.get(f"cell-{at}", before[at] or "") for at in range(len(header))]
    refusal = ""
    try:
        row = mend_row(row, cells, actor=request.actor, at=clock.now())
    except Refused as refused:
        refusal = str(refused)
    if not request.headers.get("HX-Request"):
        return redirect("import_rejected", pk)
    context = {"one": shown(row, run, header, target(run.target)), "refusal": refusal, "tried": True, "mine": True}
    # A row that is still wrong was tried all the same: what was mended stands. An answer of 4xx would undo that.
    return render(request, "intake/parts/rejected_row.html", context, status=422 if refusal else 200)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one row (`number`) or all that are open."""
    run = load(request, pk)
    number = request.POST.get("number", "")
    at = clock.now()
    try:
        count = discard_rows(run, [int(number)] if number.isdecimal() else None, actor=request.actor, at=at)
        said = ngettext("%(count)d row was discarded.", "%(count)d rows were discarded.", count) % {"count": count}
        undo = reverse("import_keep", args=[pk], query={"at": at.isoformat()})
        messages.success(request, said, extra_tags=undo if count else "")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import_rejected", pk)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo of `discard`: `at` is its moment."""
    run = load(request, pk)
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise Http404
    count = keep_rows(run, at, actor=request.actor)
    messages.success(
        request, ngettext("%(count)d row waits again.", "%(count)d rows wait again.", count) % {"count": count}
    )
    return HttpResponse(headers={"HX-Redirect": reverse("import_rejected", args=[pk])})


def _comes_again(row: RejectedRow, run: Import, header: list[str]) -> bool:
    """Whether a row that is in already would be recognised if it were sent again; else it would be doubled."""
    keys = {column["column"] for column in run.plan["columns"] if column["field"] in run.plan.get("keys", [])}
    keys -= {""}
    return run.plan.get("on_match") != "skip" and any(
        cell for name, cell in zip(header, row.cells, strict=False) if name in keys
    )


def _told(problem: dict[str, Any], one: Target) -> str:
    """A problem as a sentence, after the name of its field where it has one."""
    if not one.has(problem["field"]):
        return tell(problem)
    return _("{field}: {reason}").format(field=one.field(problem["field"]).label, reason=tell(problem))


class _Line:
    """What csv writes to: hands every line back."""

    def write(self, text: str) -> str:
        """The line."""
        return text


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The open rows as CSV: the columns of the file and the reasons; mended, it can be sent in again."""
    run = load(request, pk)
    header = open_run(run).header
    found = RejectedRow.objects.filter(run=run, state=RejectedRow.State.OPEN).order_by("number")[:MOST]
    one = target(run.target)
    # In words here and now: the lines are read after the request, when nobody's language is set.
    rows = [
        (row.cells, "; ".join(_told(problem, one) for problem in row.problems))
        for row in found
        if row.record_id is None or _comes_again(row, run, header)
    ]
    head = [*header, _("Problem")]

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff" + writer.writerow(head)
        for cells, told in rows:
            yield writer.writerow([*((cell or "") for cell in cells), *[""] * (len(header) - len(cells)), told])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rejected-{run.pk}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
