"""Setting up pipelines and their stages."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.pipeline import save_pipeline
from guanxi.sales.forms import PipelineForm, StageForms, stages_of
from guanxi.sales.models import Pipeline, Stage
from guanxi.sales.queries.pipeline import pipelines
from guanxi.ui.trying import refuse

FIELDS = ("key", "place", "kind", "probability", "ageing_days", "required")


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The pipelines with their stages."""
    _door(request)
    return render(request, "sales/pipelines.html", {"title": _("Pipelines"), "pipelines": pipelines(active=False)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new pipeline: one open stage, one won, one lost to begin with."""
    _door(request)
    begun = [
        {"place": 1, "name": "", "kind": Stage.Kind.OPEN, "probability": 10},
        {"place": 2, "name": str(Stage.Kind.WON.label), "kind": Stage.Kind.WON, "probability": 100},
        {"place": 3, "name": str(Stage.Kind.LOST.label), "kind": Stage.Kind.LOST, "probability": 0},
    ]
    return _form(request, None, {"is_active": True}, begun)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pipeline: str) -> HttpResponse:
    """A pipeline as it stands; a stage whose name is emptied goes."""
    _door(request)
    found = Pipeline.objects.filter(pk=pipeline).first()
    if found is None:
        raise Http404
    known = {"name": str(found.label), "is_active": found.is_active, "is_default": found.is_default}
    rows = [{**{name: getattr(one, name) for name in FIELDS}, "name": str(one.label)} for one in found.stages.all()]
    return _form(request, found, known, rows)


def _form(request: HttpRequest, pipeline: Pipeline | None, known: dict, rows: list[dict]) -> HttpResponse:
    form = PipelineForm(request.POST or None, initial=known)
    stages = StageForms(request.POST or None, initial=rows, prefix="stages")
    if request.method == "POST" and form.is_valid() and stages.is_valid():
        try:
            saved = save_pipeline(pipeline, form.cleaned_data, stages_of(stages), actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” was saved.") % {"name": saved.label})
            return redirect("pipeline_list")
    title = str(pipeline.label) if pipeline else _("New pipeline")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "stages": stages, "title": title, "pipeline": pipeline}
    return render(request, "sales/pipeline.html", context, status=status)


def _door(request: HttpRequest) -> None:
    if not request.actor.may("administer", "opportunity"):
        raise Http404
