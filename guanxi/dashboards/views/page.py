"""A dashboard: painted at once with what is known, the rest fetched together."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.analytics.queries.warehouse import is_behind
from guanxi.core import clock, slots
from guanxi.core.refused import Refused
from guanxi.dashboards.actions import dashboard as actions
from guanxi.dashboards.answering import fetch, known, period_of
from guanxi.dashboards.forms import CHOSEN
from guanxi.dashboards.offered import BY_KEY, TEMPLATES
from guanxi.dashboards.printing import dashboard_pdf, file_name, period_words
from guanxi.dashboards.queries.dashboard import seen, tiles_of
from guanxi.dashboards.rules import may_change
from guanxi.dashboards.showing import all_shown
from guanxi.dashboards.views.finding import dashboard_of, door


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The member's first dashboard; without one, those that he can begin with."""
    door(request)
    found = seen(request.actor)
    if found:
        return redirect("dashboard", dashboard_id=found[0].pk)
    context = {"title": _("Dashboard"), "templates": TEMPLATES, "tabs": slots.tabs_of("day", request.actor)}
    return render(request, "dashboards/empty.html", context)


@require_GET
def page(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """The cards with the answers that were kept; `?period=` asks them all for another one."""
    dashboard = dashboard_of(request, dashboard_id)
    period = _period(request)
    figures = known(list(tiles_of(dashboard)), period_of(dashboard, period), request.actor)
    offered = BY_KEY.get(dashboard.template)
    context: dict[str, Any] = {
        "title": dashboard.label,
        "dashboard": dashboard,
        "tabs": slots.tabs_of("day", request.actor),
        "others": seen(request.actor),
        "period": period_of(dashboard, period),
        "given": period,
        "periods": CHOSEN,
        "as_of": figures.as_of,
        "behind": is_behind(),
        "cards": all_shown(figures.cards),
        "missing": len(figures.missing),
        "lacks": offered.lacks if offered else "",
        "may_change": may_change(dashboard, request.actor),
    }
    return render(request, "dashboards/page.html", context)


def _period(request: HttpRequest) -> str:
    given = request.GET.get("period", "")
    return given if given in dict(CHOSEN) else ""


@require_GET
def answers(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """The cards whose answer was missing or of before, answered by one process."""
    dashboard = dashboard_of(request, dashboard_id)
    figures = known(list(tiles_of(dashboard)), period_of(dashboard, _period(request)), request.actor)
    waiting, refused = figures.missing, ""
    try:
        fetch(figures, actor=request.actor, at=clock.now())
    except Refused as refusal:
        refused = force_str(refusal.sentence)
    context = {"cards": all_shown(waiting, refused), "refused": refused, "as_of": figures.as_of}
    return render(request, "dashboards/answers.html", context | {"again": request.get_full_path()})


@require_GET
def pdf(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """The dashboard as a file, as the member sees it now."""
    dashboard = dashboard_of(request, dashboard_id)
    period = period_of(dashboard, _period(request))
    figures = known(list(tiles_of(dashboard)), period, request.actor)
    try:
        fetch(figures, actor=request.actor, at=clock.now())
        made = dashboard_pdf(dashboard, figures, period_words(period))
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("dashboard", dashboard_id=dashboard.pk)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, file_name(dashboard, figures))
    return answer


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make one from a template, or an empty one."""
    door(request)
    key = request.POST.get("template", "")
    if key and key not in BY_KEY:
        raise Http404
    try:
        if key:
            made = actions.begin(key, actor=request.actor, at=clock.now())
        else:
            made = actions.create(_("My dashboard"), actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("dashboards")
    return redirect("dashboard", dashboard_id=made.pk)


@require_POST
def copy(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Make one's own copy."""
    dashboard = dashboard_of(request, dashboard_id)
    try:
        made = actions.copy(dashboard, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("dashboard", dashboard_id=dashboard.pk)
    messages.success(request, _("This is your own copy. Change it as you like."))
    return redirect("dashboard_change", dashboard_id=made.pk)
