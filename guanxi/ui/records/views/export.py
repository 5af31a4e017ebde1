"""Starting an export, and handing out its file to whoever made it."""

import json
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.models import Work
from guanxi.ui.lists import counts, filters, trees
from guanxi.ui.lists.asking import Ask
from guanxi.ui.records import bulkwork, exporting, saved
from guanxi.ui.records.views.bulk import chosen_ids
from guanxi.ui.records.views.doors import for_verb
from guanxi.ui.records.views.listing import looked_at

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@for_verb("export")
def export(kind: Kind, request: HttpRequest) -> HttpResponse:
    """GET (or POST with `ask` from the selection): the dialog. POST: start."""
    actor: Actor = request.actor
    looked = looked_at(kind, request.GET.dict(), actor, saved.looks(kind, actor))
    ids = chosen_ids(request.POST.getlist("ids")) if request.POST.get("all_matching") != "1" else []
    rows = filters.narrow(kind.rows(actor), looked.whole(), Ask(kind, actor, clock.now()))
    count = counts.Count(len(ids)) if ids else counts.count(rows)
    if request.method != "POST" or "ask" in request.POST:
        shown = {one.name for one in looked.columns}
        fields = [(one, one.name in shown) for one in kind.fields]
        context = {"kind": kind, "ids": ids, "count": count, "fields": fields}
        return render(
            request, "ui/lists/export_form.html", context | {"action": reverse(f"{kind.name}_export") + looked.query()}
        )
    wanted = [name for name in request.POST.getlist("columns") if kind.has(name)]
    columns = wanted or [one.name for one in looked.columns]
    chosen: dict[str, Any] = {"ids": ids} if ids else {"filter": trees.write(looked.whole())}
    job = exporting.start(kind, columns, request.POST.get("format", "csv"), chosen, total=count.number, actor=actor)
    said = gettext("Under way: {title}. A notice comes at the end.").format(title=bulkwork.title_of(job))
    told = {"closeDialog": True, "toast": {"text": said, "url": f"/work/{job.pk}/"}}
    if not request.headers.get("HX-Request"):
        return redirect(f"/work/{job.pk}/")
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


@for_verb("export")
def download(kind: Kind, request: HttpRequest, *, pk: int) -> HttpResponseBase:
    """The file of one of the member's own exports; 404 after seven days."""
    actor: Actor = request.actor
    job = Work.objects.filter(pk=pk, kind=exporting.NAME, member_id=actor.member_id, state=Work.State.DONE).first()
    if job is None or job.arguments["kind"] != kind.name or not exporting.file_of(job).exists():
        raise Http404
    return FileResponse(
        exporting.file_of(job).open("rb"),
        as_attachment=True,
        filename=job.result["name"],
        content_type=TYPES[job.arguments["format"]],
    )
