"""One field of one record, edited where it stands."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind
from guanxi.core.refused import NotAllowed, Refused
from guanxi.ui.lists import asking, inputs
from guanxi.ui.records import facts
from guanxi.ui.records.bulk import savepoint
from guanxi.ui.records.views.doors import for_verb, record_of


@for_verb("see")
def field(kind: Kind, request: HttpRequest, *, pk: int, name: str) -> HttpResponse:
    """GET: the form. POST: save, and the value as it stands then; 409 with both values if a colleague was faster."""
    actor: Actor = request.actor
    record = record_of(kind, pk, actor)
    if not kind.has(name) or not facts.editable(kind, kind.field(name), actor):
        raise Http404
    one = kind.field(name)
    value = getattr(record, asking.attribute_of(kind, one))
    if request.method != "POST":
        return _form(kind, request, record, one, _bound(kind, one, None, value), value)
    form = _bound(kind, one, request.POST, value)
    if not form.is_valid():
        return _form(kind, request, record, one, form, value, status=422)
    if request.POST.get("was", "") != _stamp(value) and not request.POST.get("anyway"):
        return _form(kind, request, record, one, form, value, status=409)
    try:
        _save(kind, record, one, form.cleaned_data[one.name], actor)
    except Refused as refused:
        form.add_error(one.name, str(refused.sentence))
        return _form(kind, request, record, one, form, value, status=403 if isinstance(refused, NotAllowed) else 422)
    fresh = record_of(kind, pk, actor)
    fact = facts.facts(kind, fresh, actor, [name], may_edit=True)[0]
    answer = render(request, "ui/parts/fact.html", {"label": fact.label, "value": fact.shown})
    answer["HX-Trigger"] = "recordChanged"  # what else shows the record (its timeline) follows
    return answer


def _bound(kind: Kind, one: Field, data: Any, value: Any) -> forms.Form:
    form = forms.Form(data, initial={one.name: value}, auto_id=f"edit_%s_{kind.name}")
    form.fields[one.name] = inputs.form_field(kind, one)
    return form


def _stamp(value: Any) -> str:
    """The stored value as the form remembers it, to see whether somebody else changed it meanwhile."""
    return "" if value is None else str(value)


def _save(kind: Kind, record: Any, one: Field, value: Any, actor: Actor) -> None:
    with savepoint():
        if one.name == facts.OWNER and kind.verbs.assign is not None:
            kind.verbs.assign([record.pk], value, actor=actor, at=clock.now())
        elif kind.verbs.edit is not None:
            kind.verbs.edit(record, {one.name: value}, actor=actor, at=clock.now())


def _form(
    kind: Kind, request: HttpRequest, record: Any, one: Field, form: forms.Form, value: Any, status: int = 200
) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "bound": form[one.name],
        "label": one.label_of(record),
        "action": facts.edit_url(kind, record, one),
        "was": _stamp(value),
        "conflict": facts.facts(kind, record, request.actor, [one.name])[0].html if status == 409 else "",
    }
    return render(request, "ui/lists/field_form.html", context, status=status)
