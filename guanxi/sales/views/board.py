"""The board of a pipeline."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guanxi.core import clock, slots
from guanxi.core.kinds import kind
from guanxi.sales.actions.watching import watch_board
from guanxi.sales.models import Pipeline, Stage
from guanxi.sales.queries import board as boards
from guanxi.sales.queries.pipeline import pipelines


@require_GET
def whole(request: HttpRequest, pipeline: str = "") -> HttpResponse:
    """Columns by stage, each with its count, its sums and its first cards; `?mine` shows only one's own."""
    _door(request)
    found = pipelines()
    shown = next((one for one in found if one.key == pipeline), None) if pipeline else (found[0] if found else None)
    if shown is None and pipeline:
        raise Http404
    watch_board(actor=request.actor, at=clock.now())
    columns = boards.board(shown, request.actor, clock.now(), owner_id=_owner(request)) if shown else []
    source = slots.source_of("opportunity", request.actor)
    context = {
        "title": _("Opportunities"),
        "pipelines": found,
        "pipeline": shown,
        "columns": columns,
        "is_empty": not any(one.count for one in columns),
        "teaches": kind("opportunity").teaches,
        "import_url": reverse(source) if source else "",
        **_may(request),
    }
    return render(request, "sales/board.html", context)


@require_GET
def more(request: HttpRequest, stage: str) -> HttpResponse:
    """The next cards of a column."""
    _door(request)
    found = Stage.objects.filter(pk=stage, pipeline__in=Pipeline.objects.filter(is_active=True)).first()
    if found is None:
        raise Http404
    after = request.GET.get("after", "")
    column = boards.Column(found)
    boards.fill([column], request.actor, clock.now(), owner_id=_owner(request), after=after)
    return render(request, "sales/parts/cards.html", {"column": column, **_may(request)})


def _door(request: HttpRequest) -> None:
    if not request.actor.may("see", "opportunity"):
        raise Http404


def _owner(request: HttpRequest) -> int | None:
    return request.actor.member_id if "mine" in request.GET else None


def _may(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "mine": "mine" in request.GET,
        "may_create": actor.may("create", "opportunity"),
        "may_edit": actor.may("edit", "opportunity"),
        "may_administer": actor.may("administer", "opportunity"),
    }
