"""Phases of a roll-out: set up from a template or by hand, changed, their goals, taken away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.core import clock
from guanxi.staff.queries.company import today_of
from guanxi.steering.actions import rollout as actions
from guanxi.steering.models import Aim, Phase
from guanxi.steering.rollout import BY_NAME
from guanxi.steering.rollout_forms import AimForm, PhaseForm
from guanxi.ui.trying import tried


def _door(request: HttpRequest) -> None:
    if not actions.may_keep(request.actor):
        raise PermissionDenied


def _phase(phase_id: int) -> Phase:
    found = Phase.objects.filter(pk=phase_id).first()
    if found is None:
        raise Http404
    return found


def _reach() -> None:
    now = clock.now()
    actions.reach_now(today_of(now), now)


@require_POST
def template(request: HttpRequest) -> HttpResponse:
    """Three phases from today on."""
    now = clock.now()
    actions.use_template(today_of(now), actor=request.actor, at=now)
    _reach()
    messages.success(request, _("Three phases were set up from today on. Change their days and goals as you like."))
    return redirect("rollout")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a phase."""
    _door(request)
    form = PhaseForm(request.POST or None)
    made = tried(
        request, form, lambda: actions.save_phase(None, **form.cleaned_data, actor=request.actor, at=clock.now())
    )
    if made:
        return redirect("rollout_phase", phase_id=made.pk)
    return _page(request, None, form, AimForm())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, phase_id: int) -> HttpResponse:
    """Name and days of a phase, and its goals."""
    _door(request)
    phase = _phase(phase_id)
    known = {name: getattr(phase, name) for name in ("name", "begins", "ends")}
    form = PhaseForm(request.POST or None, initial=known)
    made = tried(
        request, form, lambda: actions.save_phase(phase, **form.cleaned_data, actor=request.actor, at=clock.now())
    )
    if made:
        _reach()
        messages.success(request, _("Saved."))
        return redirect("rollout")
    return _page(request, phase, form, AimForm())


def _page(request: HttpRequest, phase: Phase | None, form: PhaseForm, aim_form: AimForm) -> HttpResponse:
    aims = (
        Aim.objects.filter(phase=phase).select_related("department").order_by("department__number", "pk")
        if phase
        else []
    )
    context = {
        "title": phase.name if phase else _("New phase"),
        "phase": phase,
        "form": form,
        "aim_form": aim_form,
        "aims": [(one, BY_NAME[one.measure]) for one in aims],
    }
    return render(request, "steering/phase.html", context, status=422 if form.errors or aim_form.errors else 200)


@require_POST
def delete(request: HttpRequest, phase_id: int) -> HttpResponse:
    """Take a phase away."""
    _door(request)
    actions.delete_phase(_phase(phase_id), actor=request.actor)
    messages.success(request, _("The phase was deleted."))
    return redirect("rollout")


@require_POST
def aim(request: HttpRequest, phase_id: int) -> HttpResponse:
    """Set a goal of a phase."""
    _door(request)
    phase, form = _phase(phase_id), AimForm(request.POST)

    def act() -> Aim:
        told = form.cleaned_data
        return actions.set_aim(phase, told["measure"], told["target"], told["department"], actor=request.actor)

    if tried(request, form, act):
        _reach()
        return redirect("rollout_phase", phase_id=phase.pk)
    known = {name: getattr(phase, name) for name in ("name", "begins", "ends")}
    return _page(request, phase, PhaseForm(initial=known), form)


@require_POST
def drop(request: HttpRequest, phase_id: int) -> HttpResponse:
    """Take a goal of a phase away."""
    _door(request)
    asked = request.POST.get("aim", "")
    found = (
        Aim.objects.filter(phase=_phase(phase_id), pk=int(asked)).first()
        if asked.isdecimal() and len(asked) < 19
        else None
    )
    if found is None:
        raise Http404
    actions.drop_aim(found, actor=request.actor)
    return redirect("rollout_phase", phase_id=phase_id)
