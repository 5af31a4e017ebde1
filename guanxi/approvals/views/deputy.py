"""Naming who stands in, and ending it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.approvals.actions.deputy import end_deputy, name_deputy
from guanxi.approvals.forms import DeputyForm
from guanxi.approvals.models import Deputy
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.staff.queries.company import today_of
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who decides for oneself (for anybody: for whoever administers the staff), and when."""
    actor, now = request.actor, clock.now()
    may_choose = actor.may("administer", "staff")
    initial = {"member": actor.member_id, "since": today_of(now)}
    form = DeputyForm(request.POST or None, may_choose=may_choose, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        away = given["member"].pk if may_choose else actor.member_id
        try:
            name_deputy(away, given["deputy"].pk, given["since"], given["until"], actor=actor, at=now)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It is noted, and whoever stands in was told."))
            return redirect("approval_list")
    context = {"form": form, "title": _("Name a stand-in")}
    return render(request, "approvals/deputy.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, deputy_id: int) -> HttpResponse:
    """From now on he decides himself again."""
    found = Deputy.objects.filter(pk=deputy_id).first()
    mine = found is not None and found.member_id == request.actor.member_id
    if found is None or not (mine or request.actor.may("administer", "staff")):
        raise Http404
    end_deputy(found, actor=request.actor, at=clock.now())
    messages.success(request, _("Nobody stands in any more. What was decided stays."))
    return redirect("approval_list")
