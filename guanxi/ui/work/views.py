"""A piece of work as its member follows it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import work as works
from guanxi.core.models import Work
from guanxi.ui.records import bulkwork


@require_GET
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is: the partial alone when htmx asks."""
    return _answer(request, get_object_or_404(Work, pk=pk))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the chunk that is being done."""
    work = get_object_or_404(Work, pk=pk, member_id=request.actor.member_id)
    works.cancel(work)
    return _after(request, pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where the last chunk ended."""
    work = get_object_or_404(Work, pk=pk, member_id=request.actor.member_id)
    works.resume(work)
    return _after(request, pk)


def _after(request: HttpRequest, pk: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _answer(request, Work.objects.get(pk=pk))
    return redirect("work", pk=pk)


def _answer(request: HttpRequest, work: Work) -> HttpResponse:
    template = "ui/work/progress.html" if request.headers.get("HX-Request") else "ui/work/page.html"
    title = title_of(work)
    context: dict[str, Any] = {
        "work": work,
        "title": title,
        "is_mine": work.member_id == request.actor.member_id,
        "is_over": work.state in works.ENDED,
        "error": gettext(work.error) if work.error else "",
        "undo_url": bulkwork.undo_url(work),
    }
    return render(request, template, context)


def title_of(work: Work) -> str:
    """What is being done, in the reader's language."""
    return gettext(work.title).format(**work.title_params)
