"""Asking for, doing and taking back one thing on many records."""

import json
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.ui.lists import counts, filters, inputs, trees
from guanxi.ui.lists.asking import LARGEST_ID, Ask, whole
from guanxi.ui.records import bulk as records
from guanxi.ui.records import bulkwork, facts, saved
from guanxi.ui.records.views.doors import for_verb
from guanxi.ui.records.views.listing import looked_at

UNDO = Signer(salt="bulk-undo")
GIVE_BACK = Signer(salt="bulk-give-back")
MOST_IDS = 2000


@for_verb("see")
def bulk(kind: Kind, request: HttpRequest) -> HttpResponse:  # noqa: PLR0911 - each answer is another page
    """POST from the selection bar: `verb` with `ask` answers with its dialog, without with what was done.

    Deleting everything that fits asks once, with the number on the button; the dialog sends `sure`.
    """
    actor: Actor = request.actor
    if request.method != "POST":
        return redirect(kind.list_url())
    try:
        verb = records.verb(kind, request.POST.get("verb", ""), actor)
    except NotAllowed as refused:
        return _toast(str(refused.sentence), status=403)
    looked = looked_at(kind, request.GET.dict(), actor, saved.looks(kind, actor))
    everything = request.POST.get("all_matching") == "1"
    ids = [] if everything else chosen_ids(request.POST.getlist("ids"))
    if not everything and not ids:
        return _toast(gettext("Nothing is selected."), status=422)
    rows = filters.narrow(kind.rows(actor), looked.whole(), Ask(kind, actor, clock.now())) if everything else None
    count = counts.count(rows) if rows is not None else counts.Count(len(ids))
    given = {
        name: request.POST.getlist(name)
        for name in ("owner", "add", "remove", "field", "value")
        if name in request.POST
    }
    beyond_the_screen = everything and verb.name == "delete" and "sure" not in request.POST
    if "ask" in request.POST or beyond_the_screen:
        return _dialog(kind, request, verb, _form(kind, verb, actor, given), ids, count)
    try:
        if rows is None and len(ids) <= records.AT_ONCE:
            return _now(kind, verb, ids, records.cleaned(kind, verb.name, given, actor), actor)
        chosen: dict[str, Any] = {"filter": trees.write(looked.whole())} if everything else {"ids": ids}
        job = bulkwork.start(kind, verb.name, given, chosen, total=count.number, actor=actor, at=clock.now())
    except Refused as refused:
        form = _form(kind, verb, actor, given)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
        return _dialog(kind, request, verb, form, ids, count, status=422)
    said = gettext("Under way: {title}. A notice comes at the end.").format(title=bulkwork.title_of(job))
    return _toast(said, url=f"/work/{job.pk}/")


def chosen_ids(given: list[str]) -> list[int]:
    """Record ids out of a form, each once."""
    return sorted({int(one) for one in given[:MOST_IDS] if one.isdecimal() and int(one) <= LARGEST_ID})


def _now(kind: Kind, verb: records.Verb, ids: list[int], values: dict[str, Any], actor: Actor) -> HttpResponse:
    moving = list(_others(kind, ids, values["owner"], actor)) if verb.name == "assign" else []
    outcome = records.carry_out(kind, verb.name, ids, values, actor=actor, at=clock.now())
    undo = ""
    if verb.name == "delete" and outcome.done and kind.verbs.restore:
        undo = reverse(f"{kind.name}_undo", args=[UNDO.sign(",".join(map(str, ids)))])
    if verb.name == "assign" and outcome.done and kind.verbs.give_back:
        token = f"{values['owner']}-{outcome.done}-{','.join(map(str, moving))}"
        undo = reverse(f"{kind.name}_give_back", args=[GIVE_BACK.sign(token)])
    return _toast(said(verb.name, outcome), undo=undo, tone="" if outcome.done else "warn")


def _others(kind: Kind, ids: list[int], owner_id: int, actor: Actor) -> Any:
    """Those of the records that are not the colleague's already: what he had before is no part of a hand-over's undo."""
    return kind.rows(actor).filter(pk__in=ids).exclude(owner_id=owner_id).values_list("pk", flat=True)


def said(verb: str, outcome: records.Outcome) -> str:
    """What was done, in a sentence or two."""
    number = outcome.done
    sentences = {
        "assign": ngettext("{number} handed over.", "{number} handed over.", number),
        "tag": ngettext("{number} tagged.", "{number} tagged.", number),
        "edit": ngettext("{number} changed.", "{number} changed.", number),
        "delete": ngettext("{number} put into the recycle bin.", "{number} put into the recycle bin.", number),
        "restore": ngettext("{number} restored.", "{number} restored.", number),
    }
    first = sentences[verb].format(number=number)
    rest = [
        gettext("{number} left out: {reason}").format(number=count, reason=reason)
        for reason, count in outcome.left_out.most_common(3)
    ]
    return " ".join([first, *rest])


def _form(kind: Kind, verb: records.Verb, actor: Actor, given: dict[str, list[str]]) -> forms.Form:
    """The inputs of a verb, filled with what was sent."""
    form = forms.Form({name: values[0] for name, values in given.items()} if given else None, auto_id="bulk_%s")
    if verb.name == "assign":
        form.fields["owner"] = inputs.form_field(kind, kind.field(facts.OWNER), required=True)
    if verb.name == "tag":
        form.fields["add"] = forms.CharField(
            label=_("Add tags"), required=False, help_text=_("Several are parted by commas.")
        )
        form.fields["remove"] = forms.CharField(label=_("Take away tags"), required=False)
    if verb.name == "edit":
        fields = records.editable_fields(kind, actor)
        form.fields["field"] = forms.ChoiceField(
            label=_("Field"), choices=[(one.name, capfirst(one.label)) for one in fields]
        )
        wanted = (given.get("field") or [fields[0].name if fields else ""])[0]
        one = next((one for one in fields if one.name == wanted), None)
        if one is not None:
            form.fields["value"] = inputs.form_field(kind, one)
    return form


def _dialog(
    kind: Kind,
    request: HttpRequest,
    verb: records.Verb,
    form: forms.Form,
    ids: list[int],
    count: counts.Count,
    status: int = 200,
) -> HttpResponse:
    context = {
        "kind": kind,
        "verb": verb,
        "form": form,
        "ids": ids,
        "count": count,
        "everything": not ids,
        "action": request.get_full_path(),
    }
    return render(request, "ui/lists/bulk_form.html", context, status=status)


def _toast(text: str, *, undo: str = "", url: str = "", tone: str = "", status: int = 200) -> HttpResponse:
    if status != 200:
        from urllib.parse import quote

        return HttpResponse(status=status if status != 422 else 400, headers={"X-Reason": quote(text)})
    told = {"rows": True, "closeDialog": True, "toast": {"text": text, "undo": undo, "url": url, "tone": tone}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


@for_verb("see")
def undo_work(kind: Kind, request: HttpRequest, *, pk: int) -> HttpResponse:
    """Take back what deleting work has put into the bin; that is work again."""
    actor: Actor = request.actor
    job = get_object_or_404(Work, pk=pk, member_id=actor.member_id)
    if bulkwork.undo_url(job) != request.path or request.method != "POST":
        raise Http404
    started = bulkwork.take_back(kind, job, actor=actor, at=clock.now())
    return redirect("work", pk=started.pk)


@for_verb("assign")
def give_back(kind: Kind, request: HttpRequest, *, token: str) -> HttpResponse:
    """Take a hand-over back: what nobody has touched since goes to whom it came from."""
    try:
        taker, done, ids = GIVE_BACK.unsign(token).split("-")
    except BadSignature:
        raise Http404 from None
    if request.method != "POST" or kind.verbs.give_back is None:
        return redirect(kind.list_url())
    chosen = [int(one) for one in ids.split(",")]
    number = kind.verbs.give_back(chosen, int(taker), actor=request.actor, at=clock.now())
    told = ngettext("{number} given back.", "{number} given back.", number).format(number=number)
    if left := int(done) - number:
        told += " " + ngettext("{number} stayed: changed since.", "{number} stayed: changed since.", left).format(
            number=left
        )
    return _toast(told, tone="" if number else "warn")


@for_verb("see")
def undo(kind: Kind, request: HttpRequest, *, token: str) -> HttpResponse:
    """Take a deletion back."""
    actor: Actor = request.actor
    try:
        ids = [whole(one, LARGEST_ID) for one in UNDO.unsign(token).split(",")]
        verb = records.verb(kind, "restore", actor)
    except (BadSignature, Refused):
        return _toast(gettext("This cannot be taken back any more. The recycle bin still has it."), status=422)
    if request.method != "POST":
        return redirect(kind.list_url())
    outcome = records.carry_out(kind, verb.name, ids, {}, actor=actor, at=clock.now())
    return _toast(said(verb.name, outcome))
