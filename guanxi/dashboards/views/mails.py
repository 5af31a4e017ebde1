"""A dashboard by mail: what is sent to whom, a preview, one to oneself at once, what failed, and stopping it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.dashboards.actions import schedule as actions
from guanxi.dashboards.dues import Rhythm, next_due
from guanxi.dashboards.forms import MailForm
from guanxi.dashboards.mailing import Board, context_of, figures_of, html_of, zone_of
from guanxi.dashboards.models import Dashboard, Schedule, Sending
from guanxi.dashboards.queries import schedule as queries
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.dashboards.rules import may_keep
from guanxi.dashboards.views.finding import dashboard_of, door
from guanxi.ui.trying import tried

TIMES = ("every", "hour", "weekday", "day")
AGAIN = (Sending.State.FAILED, Sending.State.UNSURE)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """What is sent of this dashboard, a form for one more, and the mails of late."""
    dashboard = dashboard_of(request, dashboard_id)
    form = _form(request, None)
    if tried(request, form, lambda: _saved(request, None, dashboard, form)):
        messages.success(request, _("It will be sent. “Send me one now” shows how it looks."))
        return redirect("dashboard_mails", dashboard_id=dashboard.pk)
    return _page(request, dashboard, form)


def _page(request: HttpRequest, dashboard: Dashboard, form: MailForm) -> HttpResponse:
    found = queries.schedules_of(dashboard)
    quiet, names = queries.stopped(found), queries.names_of(pk for one in found for pk in one.members)
    context: dict[str, Any] = {
        "title": _("By mail: %(name)s") % {"name": dashboard.label},
        "dashboard": dashboard,
        "form": form,
        "rows": [_row(one, request, quiet, names) for one in found],
        "sent": [(one, one.state in AGAIN) for one in queries.sent_of(dashboard)],
        "is_served": not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"),
    }
    return render(request, "dashboards/mails.html", context, status=422 if form.errors else 200)


def _row(one: Schedule, request: HttpRequest, quiet: set[tuple[int, int]], names: dict[int, str]) -> dict[str, Any]:
    rhythm = Rhythm(one.every, one.hour, one.weekday, one.day)
    mine = request.actor.member_id in one.members
    return {
        "it": one,
        "people": [(names[pk], (one.pk, pk) in quiet) for pk in one.members if pk in names],
        "next": next_due(rhythm, zone_of(request.user), clock.now()),
        "may_keep": may_keep(one, request.actor),
        "receives": mine and (one.pk, request.actor.member_id) not in quiet,
        "stopped": mine and (one.pk, request.actor.member_id) in quiet,
    }


def _form(request: HttpRequest, schedule: Schedule | None) -> MailForm:
    start: dict[str, Any] = {
        "every": "workday",
        "hour": 8,
        "weekday": 1,
        "day": 1,
        "members": [request.actor.member_id],
    }
    if schedule:
        start = {name: getattr(schedule, name) for name in (*TIMES, "members")}
    people = queries.receivers_for(request.actor, schedule.members if schedule else ())
    return MailForm(request.POST or None, people=people, initial=start)


def _saved(request: HttpRequest, schedule: Schedule | None, dashboard: Dashboard, form: MailForm) -> Schedule:
    told = form.cleaned_data
    times = actions.Times(**{name: told[name] for name in TIMES})
    given = {"origin": request.build_absolute_uri("/"), "actor": request.actor, "at": clock.now()}
    return actions.save_schedule(schedule, dashboard, times, told["members"], **given)


def _schedule(request: HttpRequest, pk: int, *, removed: bool = False) -> Schedule:
    door(request)
    found = Schedule.objects.filter(pk=pk, deleted_at__isnull=not removed).first()
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, pk: int, *, removed: bool = False) -> Schedule:
    found = _schedule(request, pk, removed=removed)
    if not may_keep(found, request.actor):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Change how often, when and to whom."""
    schedule = _kept(request, mail_id)
    dashboard = dashboard_of(request, schedule.dashboard_id)
    form = _form(request, schedule)
    if tried(request, form, lambda: _saved(request, schedule, dashboard, form)):
        messages.success(request, _("Saved."))
        return redirect("dashboard_mails", dashboard_id=dashboard.pk)
    context = {"title": _("By mail: %(name)s") % {"name": dashboard.label}, "dashboard": dashboard, "form": form}
    return render(request, "dashboards/mail_edit.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Send it no more; the toast brings it back."""
    schedule = _kept(request, mail_id)
    actions.remove_schedule(schedule, actor=request.actor, at=clock.now())
    messages.success(request, _("It is sent no more."), extra_tags=reverse("dashboard_mail_back", args=[mail_id]))
    return redirect("dashboard_mails", dashboard_id=schedule.dashboard_id)


@require_POST
def back(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Undo that."""
    actions.restore_schedule(_kept(request, mail_id, removed=True), actor=request.actor)
    return HttpResponse("", headers={"HX-Trigger": "reload"})


@require_POST
def now(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One to oneself, at once."""
    schedule = _schedule(request, mail_id)
    actions.send_now(schedule, actor=request.actor, at=clock.now())
    messages.success(request, _("It goes to %(mail)s within a minute.") % {"mail": request.user.email})
    return redirect("dashboard_mails", dashboard_id=schedule.dashboard_id)


@require_GET
def preview(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The mail as the member would receive it now."""
    schedule = _schedule(request, mail_id)
    dashboard = dashboard_of(request, schedule.dashboard_id)
    board = Board(dashboard, list(tiles_of(dashboard)), schedule)
    try:
        figures = figures_of(board, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("dashboard_mails", dashboard_id=dashboard.pk)
    return HttpResponse(html_of(context_of(board, request.user, figures)))


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Where the mail's link leads: a receiver stops it, or wants it again."""
    schedule = _schedule(request, mail_id)
    if request.actor.member_id not in schedule.members:
        raise Http404
    if request.method == "POST":
        if "again" in request.POST:
            actions.begin_again(schedule, actor=request.actor)
        else:
            actions.stop(schedule, actor=request.actor, at=clock.now())
        return redirect("dashboard_mail_stop", mail_id=mail_id)
    quiet = bool(queries.stopped([schedule]) & {(schedule.pk, request.actor.member_id)})
    return render(
        request, "dashboards/stop.html", {"title": _("Mail of a dashboard"), "it": schedule, "stopped": quiet}
    )


@require_POST
def again(request: HttpRequest, sending_id: int) -> HttpResponse:
    """Send once more what failed or was cut off."""
    door(request)
    found = Sending.objects.filter(pk=sending_id).select_related("schedule").first()
    if found is None:
        raise Http404
    try:
        actions.send_again(found, actor=request.actor)
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, _("It is sent again within a minute."))
    return redirect("dashboard_mails", dashboard_id=found.schedule.dashboard_id)
