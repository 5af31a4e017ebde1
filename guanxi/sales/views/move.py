"""Moving an opportunity: at once where nothing is asked, else by a dialog that asks; and taking it back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.man import judge
from guanxi.sales.actions.move import Missing, check_stage, move_opportunity, stage_of, take_back
from guanxi.sales.forms import MoveForm
from guanxi.sales.models import Opportunity, Stage, Subject
from guanxi.sales.queries.pipeline import pipelines
from guanxi.sales.queries.quote import accepted_of
from guanxi.sales.views import answers
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """GET without a stage: which one? POST with `quick`: at once, or the dialog that asks for what is missing.

    `board` says that it was asked on the board.
    """
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    given = request.POST or request.GET
    on_board = bool(given.get("board"))
    if not given.get("stage"):
        return _choose(request, opportunity, on_board)
    try:
        stage = stage_of(given["stage"])
    except Refused as refusal:
        return answers.said(refusal.sentence)
    names = _lacking(opportunity, stage)
    of: dict[str, Any] = {"stage": stage, "names": names, "opportunity": opportunity}
    if stage.kind == Stage.Kind.WON:
        of["accepted"] = accepted_of(opportunity.pk, request.actor)
    quick = request.method == "POST" and given.get("quick")
    if request.method != "POST" or (quick and (names or stage.kind != Stage.Kind.OPEN)):
        initial = {"closed_on": timezone.localtime(clock.now()).date(), "loss_by": "customer"}
        return _ask(request, opportunity, stage, MoveForm(initial=initial, **of), names, on_board)
    form = MoveForm(request.POST, **of | ({"names": []} if quick else {}))
    if quick or form.is_valid():
        try:
            values = {} if quick else _values(form)
            for subject in set(Subject.values) & values.keys():
                level, why = values.pop(subject), values.pop(f"{subject}_evidence")
                judge(opportunity, subject, level, why, actor=request.actor, at=clock.now())
            made = move_opportunity(opportunity, stage.key, values, actor=request.actor, at=clock.now())
        except Refused as refusal:
            if quick:
                return answers.said(refusal.sentence)
            refuse(form, refusal)
        else:
            return _moved(request, opportunity, stage, made, on_board)
    return _ask(request, opportunity, stage, form, names, on_board)


def _values(form: MoveForm) -> dict[str, Any]:
    return {f"{name}_id" if name == "contact" else name: value for name, value in form.cleaned_data.items()}


def _lacking(opportunity: Opportunity, stage: Stage) -> list[str]:
    try:
        check_stage(opportunity, stage)
    except Missing as missing:
        return missing.names
    return []


def _choose(request: HttpRequest, opportunity: Opportunity, on_board: bool) -> HttpResponse:
    found = [one for one in pipelines() if one.stages.all()]
    context = {"opportunity": opportunity, "pipelines": found, "on_board": on_board}
    return answers.dialog(request, "sales/choose.html", **context)


def _ask(
    request: HttpRequest, opportunity: Opportunity, stage: Stage, form: MoveForm, names: list[str], on_board: bool
) -> HttpResponse:
    note = _("It also needs at least one product; add it on the opportunity's page.") if "lines" in names else ""
    return answers.dialog(
        request,
        form=form,
        action=reverse("opportunity_move", args=[opportunity.pk]),
        title=_("%(name)s: to “%(stage)s”") % {"name": opportunity.name, "stage": stage.label},
        note=note,
        hidden={"stage": stage.key, **({"board": "1"} if on_board else {})},
        submit=pgettext("to a stage", "Move"),
    )


def _moved(request: HttpRequest, opportunity: Opportunity, stage: Stage, made: Any, on_board: bool) -> HttpResponse:
    words = {"name": opportunity.name, "stage": stage.label}
    if made is None:
        return answers.done(request, _("“%(name)s” is in “%(stage)s” already.") % words, on_board=on_board)
    undo = reverse("opportunity_move_undo", args=[opportunity.pk, made.pk])
    return answers.done(request, _("“%(name)s” is now in “%(stage)s”.") % words, undo=undo, on_board=on_board)


@require_POST
def undo(request: HttpRequest, pk: int, move_id: int) -> HttpResponse:
    """Take back its latest move; the page is read anew."""
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    try:
        take_back(opportunity, move_id, actor=request.actor, at=clock.now())
    except Refused as refusal:
        if refusal.code == "not_allowed":
            raise Http404 from None
        return answers.said(refusal.sentence)
    answer = HttpResponse("")
    answer["HX-Trigger"] = "reload"
    return answer
