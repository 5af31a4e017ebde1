"""The form behind a filter chip, and the columns of a list."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui.lists import chips, filterform, operators, state
from guanxi.ui.records import saved
from guanxi.ui.records.views.doors import for_verb
from guanxi.ui.records.views.listing import looked_at


@for_verb("see")
def form(kind: Kind, request: HttpRequest) -> HttpResponse:
    """The dialog to add (`?field=`) or change (`?at=`) a condition."""
    actor: Actor = request.actor
    looked = looked_at(kind, request.GET.dict(), actor, saved.looks(kind, actor))
    condition = chips.item_at(kind, looked.tree, request.GET.get("at", ""))
    name = condition.field if condition else request.GET.get("field", "")
    field = next((one for one in operators.filterable(kind, actor) if one.name == name), None)
    if field is None:
        return HttpResponse(status=404)
    context = {
        "kind": kind,
        "field": field,
        "form": filterform.filter_form(kind, field, condition, request.GET.get("op", "")),
        "at": request.GET.get("at", "") if condition else "",
        "others": [] if condition else chips.chips(looked),
        "kept": list(QueryDict(looked.query()[1:]).items()),
        "list_url": kind.list_url(),
        "filter_url": reverse(f"{kind.name}_filter"),
    }
    return render(request, "ui/lists/filter_form.html", context)


@for_verb("see")
def columns(kind: Kind, request: HttpRequest) -> HttpResponse:
    """GET: the dialog. POST: keep the columns the member chose, and show the list with them."""
    actor: Actor = request.actor
    looks = saved.looks(kind, actor)
    looked = looked_at(kind, request.GET.dict(), actor, looks)
    if request.method != "POST":
        return render(
            request, "ui/lists/columns.html", {"columns": _fields(kind, looked), "columns_url": request.get_full_path()}
        )
    chosen = state.columns_of(kind, request.POST.getlist("columns"))
    if "reset" in request.POST:
        chosen = state.default_columns(kind)
    saved.keep_columns(kind, looks.view(looked.view), [one.name for one in chosen], actor=actor)
    return redirect(kind.list_url() + looked.query(columns=chosen, chosen=True))


def _fields(kind: Kind, looked: state.State) -> list[tuple[Field, bool]]:
    """Every field that can be a column and whether it is one, those shown first and in their order."""
    shown = {one.name for one in looked.columns}
    rest = [one for one in kind.fields if one.name not in shown and one.type != Type.LONGTEXT]
    return [(one, True) for one in looked.columns[1:]] + [(one, False) for one in rest]
