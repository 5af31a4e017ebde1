"""Tasks: the page of one, the dialog to make or change one, done and undone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.queries.customer import customers
from guanxi.timeline.actions import task as actions
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.forms import WHEN, TaskForm
from guanxi.timeline.models import Task
from guanxi.timeline.queries.colleague import names_of
from guanxi.timeline.queries.task import open_tasks_of, task_of
from guanxi.timeline.rules import can_change_task, is_overdue
from guanxi.timeline.views.answers import customer_or_404, refuse, refused, with_toast


def _task(task_id: int) -> Task:
    try:
        return task_of(task_id)
    except Task.DoesNotExist:
        raise Http404 from None


@require_GET
def record(request: HttpRequest, task_id: int) -> HttpResponse:
    """The page of a task."""
    task = _task(task_id)
    return render(
        request,
        "timeline/task.html",
        {
            "task": task,
            "title": task.title,
            "can_change": can_change_task(task, request.actor),
            "overdue": is_overdue(task.due_at, task.done_at, clock.now()),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a task; `?customer=` links it."""
    if not request.actor.may("create", "task"):
        raise Http404
    if request.method == "POST":
        return _save(request, None)
    customer = request.GET.get("customer", "")
    found = customers(request.actor).filter(pk=customer).first() if customer.isdecimal() else None
    values = {"customer": found.pk, "customer_q": found.name} if found else {}
    return _dialog(request, None, values)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, task_id: int) -> HttpResponse:
    """Change a task."""
    task = _task(task_id)
    if not can_change_task(task, request.actor):
        raise Http404
    if request.method == "POST":
        return _save(request, task)
    values: dict[str, Any] = {"title": task.title, "note": task.note, "owner": task.owner_id, "owner_q": task.owner}
    if task.customer:
        values |= {"customer": task.customer_id, "customer_q": task.customer.name}
    if task.due_at:
        values |= {"when": "custom", "when_at": timezone.localtime(task.due_at).strftime("%Y-%m-%dT%H:%M")}
    return _dialog(request, task, values)


def _dialog(request: HttpRequest, task: Task | None, values: dict[str, Any]) -> HttpResponse:
    owner = {
        "owner": request.actor.member_id,
        "owner_q": names_of([request.actor.member_id]).get(request.actor.member_id or 0),
    }
    context = {
        "task": task,
        "values": {**owner, **values},
        "when": WHEN,
        "can_give": request.actor.may("assign", "task"),
        "title": _("Edit task") if task else _("New task"),
    }
    whole = not request.headers.get("HX-Request")
    return render(request, "timeline/task_page.html" if whole else "timeline/task_dialog.html", context)


def _save(request: HttpRequest, task: Task | None) -> HttpResponse:
    form = TaskForm(request.POST)
    shareable = False
    if form.is_valid():
        try:
            saved = _write(request, task, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
            shareable = isinstance(refusal, CannotSee) and refusal.shareable
    if form.errors:
        return refused(request, form, "#task-errors", shareable=shareable)
    answer = HttpResponse(status=204)
    if task is None:
        answer["HX-Redirect"] = reverse("task_record", args=[saved.pk])
        return answer
    answer["HX-Refresh"] = "true"
    return answer


def _write(request: HttpRequest, task: Task | None, given: dict[str, Any]) -> Task:
    actor, at = request.actor, clock.now()
    values = {"title": given["title"], "note": given["note"], "due_at": given["moment"]}
    # a customer that is hidden from him is not in his form: leave it as it is
    if task is None or given["customer"] or task.customer_id is None or task.customer is not None:
        values["customer"] = given["customer"]
    if given["owner"]:
        values["owner"] = given["owner"]
    if task is None:
        return actions.create_task(values, actor=actor, at=at, share=given["share"])
    return actions.edit_task(task, values, actor=actor, at=at, share=given["share"])


@require_POST
def done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Finish it; the toast offers to undo."""
    return _turn(request, _task(task_id), actions.finish_task, _("Done"), undo=reverse("task_reopen", args=[task_id]))


@require_POST
def reopen(request: HttpRequest, task_id: int) -> HttpResponse:
    """Open it again."""
    return _turn(request, _task(task_id), actions.reopen_task, _("Open again"))


def _turn(request: HttpRequest, task: Task, action: Any, said: str, undo: str = "") -> HttpResponse:
    try:
        action(task, actor=request.actor, at=clock.now())
    except NotAllowed:
        raise Http404 from None
    if not request.headers.get("HX-Request"):
        return redirect("task_record", task.pk)
    answer = HttpResponse()
    if undo:
        return with_toast(answer, said, undo=undo, tasksChanged={"id": task.pk})
    answer["HX-Trigger"] = "reload"
    return answer


@require_POST
def delete(request: HttpRequest, task_id: int) -> HttpResponse:
    """Put it into the bin."""
    task = _task(task_id)
    if not request.actor.may("delete", "task") or not actions.delete_tasks(
        [task.pk], actor=request.actor, at=clock.now()
    ):
        raise Http404
    return redirect("task_list")


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The open tasks of a customer, for his page."""
    customer = customer_or_404(request, customer_id)
    now = clock.now()
    rows = [
        (one, is_overdue(one.due_at, None, now), can_change_task(one, request.actor))
        for one in open_tasks_of(customer.pk)
    ]
    context = {"customer": customer, "rows": rows, "can_create": request.actor.may("create", "task")}
    return render(request, "timeline/parts/panel.html", context)
