"""Saving, sharing and throwing away a view of a list."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.refused import Refused
from guanxi.ui.records import saved
from guanxi.ui.records.views.doors import for_verb
from guanxi.ui.records.views.listing import looked_at


class ViewForm(forms.Form):
    """Name and reach of a view."""

    name = forms.CharField(
        label=_("Name"), max_length=saved.LONGEST_NAME, widget=forms.TextInput(attrs={"autofocus": True})
    )
    shared = forms.BooleanField(
        label=_("Colleagues may use it"),
        required=False,
        help_text=_("Each sees only the records that are theirs to see."),
    )
    opens = forms.BooleanField(label=_("Open this list with it"), required=False)


@for_verb("see")
def views(kind: Kind, request: HttpRequest) -> HttpResponse:
    """GET: the dialog. POST: keep as new, keep the changes, or throw away (`do`)."""
    actor: Actor = request.actor
    looks = saved.looks(kind, actor)
    looked = looked_at(kind, request.GET.dict(), actor, looks)
    view = looks.view(looked.view)
    own = view if view and view.member_id == actor.member_id else None
    if request.method != "POST":
        setting = looks.settings.get(own.pk) if own else None
        initial = {"name": own.name, "shared": own.shared, "opens": bool(setting and setting.opens)} if own else {}
        return _dialog(kind, request, looked, own, ViewForm(initial=initial, auto_id="view_%s"))
    if request.POST.get("do") == "delete" and own:
        saved.delete_view(own, actor=actor)
        return _go(request, kind.list_url() + looked.query(view="all"))
    form = ViewForm(request.POST, auto_id="view_%s")
    if form.is_valid():
        try:
            instead = own if request.POST.get("do") == "update" else None
            made = saved.save_view(kind, looked, **form.cleaned_data, actor=actor, view=instead)
            return _go(request, f"{kind.list_url()}?view={made.pk}")
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.sentence))
    return _dialog(kind, request, looked, own, form, status=422)


def _dialog(kind: Kind, request: HttpRequest, looked: Any, own: Any, form: ViewForm, status: int = 200) -> HttpResponse:
    context = {"kind": kind, "form": form, "own": own, "action": reverse(f"{kind.name}_views") + looked.query()}
    return render(request, "ui/lists/view_form.html", context, status=status)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
