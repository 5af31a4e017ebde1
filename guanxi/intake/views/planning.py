"""The steps before anything runs: how the file reads, what it is, its columns, matching."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.intake.actions.importing import open_run, plan_import, read_as
from guanxi.intake.actions.mapping import save_mapping
from guanxi.intake.forms import MatchingForm, ReadingForm, WritingForm
from guanxi.intake.plan import BadPlan, read_plan
from guanxi.intake.queries.imports import fitting_mappings
from guanxi.intake.suggesting import best_target, sample, suggest
from guanxi.intake.targets import Target, offered, target
from guanxi.intake.values import describe
from guanxi.intake.views.columns import chosen_columns, column_rows, fixed_rows
from guanxi.intake.views.steps import context, is_open, load
from guanxi.intake.wording import column_label

PREVIEW = 50


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file was read, with 50 of its rows; a wrong guess is put right here."""
    run = load(request, pk)
    if not is_open(run):
        return redirect("import_result", pk)
    refusal = ""
    opened = open_run(run)
    form = ReadingForm(request.POST or None, opened=opened)
    if request.method == "POST" and form.is_valid():
        try:
            read_as(run, form.reading(), actor=request.actor, at=clock.now())
        except Refused as refused:
            refusal = str(refused)
        else:
            opened = open_run(run)
            if "next" in request.POST:
                return redirect("import_target", pk)
            form = ReadingForm(opened=opened)
    items = list(islice(opened.items(), PREVIEW))
    rows = [(item.row.number, item.row.cells, describe(item.row.problem) if item.row.problem else "") for item in items]
    more = {
        "form": form,
        "opened": opened,
        "header": [column_label(opened.sort, name) for name in opened.header],
        "rows": rows,
        "refusal": refusal,
        "warnings": [describe(one) for one in opened.warnings],
    }
    return render(
        request, "intake/file.html", context(run, "import_file", **more), status=422 if refusal or form.errors else 200
    )


def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rows are."""
    run = load(request, pk)
    if not is_open(run):
        return redirect("import_result", pk)
    opened = open_run(run)
    choices = offered(opened.sort, request.actor)
    refusal = ""
    if request.method == "POST":
        wanted = next((one for one in choices if one.name == request.POST.get("target")), None)
        if wanted:
            if wanted.name != run.target or not run.plan:
                run.target, run.plan = wanted.name, {}
                run.save(update_fields=["target", "plan"])
            return redirect("import_columns", pk)
        refusal = _("Choose what the rows are.")
    likely = run.target or getattr(best_target(opened, choices), "name", "")
    more = {"choices": choices, "likely": likely, "refusal": refusal}
    return render(request, "intake/target.html", context(run, "import_target", **more), status=422 if refusal else 200)


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column fills what, as guessed, with samples; saved mappings are offered where they fit."""
    run = load(request, pk)
    if not is_open(run) or not run.target:
        return redirect("import_target" if is_open(run) else "import_result", pk)
    one, opened = target(run.target), open_run(run)
    rows = sample(opened)
    guessed = suggest(opened, one, rows)
    saved = fitting_mappings(one.name, opened.header, request.actor)
    plan: dict[str, Any] = run.plan or guessed.plan.as_json()
    refusal = ""
    if request.method == "POST":
        plan = {**plan, **_columns_posted(request, opened.header, saved, plan, one)}
        writing = WritingForm(request.POST)
        if "mapping" not in request.POST and writing.is_valid():
            plan = {**plan, **writing.cleaned_data}
        plan = _fitted(plan, one)
        try:
            plan_import(run, one.name, read_plan(plan, one), actor=request.actor, at=clock.now())
            if "mapping" not in request.POST:
                return redirect("import_matching", pk)
        except BadPlan as refused:
            refusal = str(refused)
    listed = column_rows(opened.header, plan, guessed, rows, one)
    more = {
        "target": one,
        "columns": listed,
        "has_guesses": any(column.sure for column in listed),
        "fixed": fixed_rows(plan),
        "writing": WritingForm(initial=plan),
        "saved": saved,
        "refusal": refusal,
        "ambiguous": guessed.ambiguous and not plan.get("date_order"),
    }
    return render(
        request, "intake/columns.html", context(run, "import_columns", **more), status=422 if refusal else 200
    )


def _columns_posted(
    request: HttpRequest, header: list[str], saved: list[Any], plan: dict[str, Any], one: Target
) -> dict[str, Any]:
    chosen = request.POST.get("mapping", "")
    mapping = next((one for one in saved if str(one.pk) == chosen), None)
    if mapping:
        return dict(mapping.settings)
    return {"columns": chosen_columns(request.POST, header, plan, one)}


def _fitted(plan: dict[str, Any], one: Any) -> dict[str, Any]:
    """Keys and owner that the columns still fill; without any key, those that suggest themselves."""
    filled = {column["field"] for column in plan["columns"]}
    keys = [key for key in plan.get("keys", []) if key in filled]
    if not keys:
        possible = [key.name for key in one.keys if key.name in filled]
        keys = [key for key in possible if key != "name"] or possible
    owner = plan.get("owner") or {}
    if owner.get("to") == "column" and "owner" not in filled:
        owner = {"to": "me"}
    elif "owner" in filled and owner.get("to", "me") == "me":
        owner = {"to": "column"}
    return {**plan, "keys": keys, "owner": owner}


def matching(request: HttpRequest, pk: int) -> HttpResponse:
    """How rows are recognised, what a match means, whose the new ones are."""
    run = load(request, pk)
    if not is_open(run) or not run.plan:
        return redirect("import_columns" if is_open(run) else "import_result", pk)
    one = target(run.target)
    form = MatchingForm(request.POST or None, target=one, plan=run.plan)
    if request.method == "POST" and form.is_valid():
        try:
            plan = read_plan({**run.plan, **form.chosen()}, one)
            plan_import(run, one.name, plan, actor=request.actor, at=clock.now())
            if form.cleaned_data["save_as"]:
                save_mapping(run, form.cleaned_data["save_as"], actor=request.actor, at=clock.now())
                messages.success(request, _("The mapping is saved."))
            return redirect("import_check", pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    more = {"form": form, "target": one}
    return render(
        request, "intake/matching.html", context(run, "import_matching", **more), status=422 if form.errors else 200
    )
