"""Promises: the page of one, the dialogs to write down, change, keep and withdraw one, and what entries ask about."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_write_to
from guanxi.timeline.actions import promise as actions
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.forms import WHEN, PromiseForm, ProofForm
from guanxi.timeline.models import Entry, Promise, Topic
from guanxi.timeline.queries.colleague import names_of
from guanxi.timeline.queries.entry import entry_of
from guanxi.timeline.queries.promise import against, open_promises_of, promise_of, proofs_for
from guanxi.timeline.rules import can_change_promise, is_overdue
from guanxi.timeline.rules.due import times_in
from guanxi.timeline.rules.money import money_in
from guanxi.timeline.rules.suggestion import suggestions, topic_of
from guanxi.timeline.views.answers import customer_or_404, refuse, refused, with_toast


def _promise(promise_id: int) -> Promise:
    try:
        return promise_of(promise_id)
    except Promise.DoesNotExist:
        raise Http404 from None


def _entry(entry_id: Any) -> Entry:
    try:
        return entry_of(int(entry_id))
    except (Entry.DoesNotExist, ValueError, OverflowError):
        raise Http404 from None


@require_GET
def record(request: HttpRequest, promise_id: int) -> HttpResponse:
    """The page of a promise."""
    promise = _promise(promise_id)
    context = {
        "promise": promise,
        "title": promise.title,
        "can_change": can_change_promise(promise, request.actor),
        "can_delete": request.actor.may("delete", "promise") and can_change_promise(promise, request.actor),
        "overdue": is_overdue(promise.due_at, promise.closed_at, clock.now()),
        "contradicts": against([promise]).get(promise.pk, []),
    }
    return render(request, "timeline/promise.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write one down; `?customer=` links it, `?entry=` (and `place` in its text) says where it was made."""
    if not request.actor.may("create", "promise"):
        raise Http404
    if request.method == "POST":
        return _save(request, None)
    return _dialog(request, None, _from_entry(request) or _for_customer(request))


def _for_customer(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("customer", "")
    customer = customers(request.actor).filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    return {"customer": customer.pk, "customer_q": customer.name, "stay": True} if customer else {}


def _from_entry(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with where an entry is made a promise: the words at that place, or the first line."""
    if not request.GET.get("entry"):
        return {}
    entry = _entry(request.GET["entry"])
    customer = customers(request.actor).filter(pk=entry.customer_id).first()
    if customer is None or not may_write_to(customer, request.actor, "promise", "create"):
        raise Http404
    written_at = timezone.localtime(entry.at)
    place = request.GET.get("place", "")
    found = next((one for one in suggestions(entry.text, written_at) if str(one.start) == place), None)
    if found:
        what, due_at, topic = found.what, found.due_at, found.topic
    else:
        times = times_in(entry.text, written_at)
        what = (entry.text.strip() or entry.subject).partition("\n")[0][:300]
        due_at, topic = times[0].at if times else None, topic_of(entry.text)
    values = {"title": what, "topic": topic, "customer": customer.pk, "customer_q": customer.name, "stay": True}
    values |= {"entry": entry.pk, "contact": entry.contact_id, "place": found.start if found else None}
    amount = money_in(what)
    return values | _until(due_at) | ({"amount": amount[0], "currency": amount[1]} if amount else {})


def _until(due_at: Any) -> dict[str, Any]:
    return {"when": "custom", "when_at": timezone.localtime(due_at).strftime("%Y-%m-%dT%H:%M")} if due_at else {}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Change an open one."""
    promise = _promise(promise_id)
    if not can_change_promise(promise, request.actor) or promise.closed_as:
        raise Http404
    if request.method == "POST":
        return _save(request, promise)
    names = ("title", "topic", "amount", "currency")
    values = {name: getattr(promise, name) for name in names} | _until(promise.due_at)
    values |= {"owner": promise.owner_id, "owner_q": promise.owner}
    return _dialog(request, promise, values)


def _dialog(request: HttpRequest, promise: Promise | None, values: dict[str, Any]) -> HttpResponse:
    me = request.actor.member_id
    context = {
        "promise": promise,
        "values": {"owner": me, "owner_q": names_of([me]).get(me or 0), "topic": "other", **values},
        "when": WHEN,
        "topics": Topic.choices,
        "can_give": request.actor.may("assign", "promise"),
        "title": _("Edit promise") if promise else _("New promise"),
    }
    whole = not request.headers.get("HX-Request")
    return render(request, "timeline/promise_page.html" if whole else "timeline/promise_dialog.html", context)


def _save(request: HttpRequest, promise: Promise | None) -> HttpResponse:
    form = PromiseForm(request.POST)
    shareable = False
    if form.is_valid():
        try:
            saved = _write(request.actor, promise, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
            shareable = isinstance(refusal, CannotSee) and refusal.shareable
    if form.errors:
        return refused(request, form, "#promise-errors", shareable=shareable)
    if promise is None and not form.cleaned_data["stay"]:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("promise_record", args=[saved.pk])
        return answer
    said = _("Promise kept track of") if promise is None else _("Promise saved")
    if against([saved]):
        said = _("Saved. It contradicts another promise to this customer.")
    return _changed(form, said)


def _write(actor: Actor, promise: Promise | None, given: dict[str, Any]) -> Promise:
    values = {name: given[name] for name in ("title", "topic", "amount", "currency")} | {"due_at": given["moment"]}
    if given["owner"]:
        values["owner"] = given["owner"]
    if promise is not None:
        return actions.edit_promise(promise, values, actor=actor, at=clock.now(), share=given["share"])
    entry = _entry(given["entry"]) if given["entry"] else None
    values |= {"customer": given["customer"], "contact": given["contact"]}
    place = given["place"] if entry else None
    return actions.create_promise(values, entry=entry, place=place, share=given["share"], actor=actor, at=clock.now())


def _changed(form: Form, said: str) -> HttpResponse:
    """After a dialog: its page stays and is told (a customer's page), or is shown anew."""
    answer = HttpResponse(status=204)
    if not form.cleaned_data.get("stay"):
        answer["HX-Refresh"] = "true"
        return answer
    return with_toast(answer, said, closeDialog=True, recordChanged=True, customerChanged=True)


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, promise_id: int) -> HttpResponse:
    """The dialog that asks for proof, and its saving."""
    return _close(request, _promise(promise_id), kept=True)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, promise_id: int) -> HttpResponse:
    """The dialog that asks for the reason, and its saving."""
    return _close(request, _promise(promise_id), kept=False)


def _close(request: HttpRequest, promise: Promise, *, kept: bool) -> HttpResponse:
    if not can_change_promise(promise, request.actor) or promise.closed_as:
        raise Http404
    if request.method == "GET":
        context = {"promise": promise, "kept": kept, "proofs": proofs_for(promise) if kept else []}
        return render(request, "timeline/promise_close.html", context | {"stay": request.GET.get("stay", "")})
    form = ProofForm(request.POST)
    if form.is_valid():
        given, actor, at = form.cleaned_data, request.actor, clock.now()
        try:
            if kept:
                entry = _entry(given["entry"]) if given["entry"] else None
                actions.keep_promise(promise, proof=given["proof"], proof_entry=entry, actor=actor, at=at)
            else:
                actions.withdraw_promise(promise, reason=given["proof"], actor=actor, at=at)
        except Refused as refusal:
            refuse(form, refusal)
    if form.errors:
        return refused(request, form, "#promise-errors")
    return _changed(form, _("Promise kept") if kept else _("Promise withdrawn"))


@require_POST
def reopen(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Open it again."""
    promise = _promise(promise_id)
    try:
        actions.reopen_promise(promise, actor=request.actor, at=clock.now())
    except NotAllowed:
        raise Http404 from None
    return redirect("promise_record", promise.pk)


@require_POST
def delete(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Put it into the bin."""
    promise = _promise(promise_id)
    may = request.actor.may("delete", "promise") and can_change_promise(promise, request.actor)
    if not may or not actions.delete_promises([promise.pk], actor=request.actor, at=clock.now()):
        raise Http404
    return redirect("promise_list")


@require_POST
def decline(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What looks like a promise is none; it is not asked again."""
    entry, place = _entry(entry_id), request.POST.get("place", "")
    if not place.isdecimal() or len(place) > 9:
        raise Http404
    try:
        actions.decline_suggestion(entry, int(place), actor=request.actor, at=clock.now())
    except Refused:
        raise Http404 from None
    return HttpResponse()


@require_GET
def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What was promised to a customer and is open, for his page, with what contradicts."""
    customer = customer_or_404(request, customer_id)
    if not request.actor.may("see", "promise"):
        raise Http404
    now, rows = clock.now(), open_promises_of(customer.pk)
    found = against(rows)
    context = {
        "customer": customer,
        "rows": [(one, is_overdue(one.due_at, None, now), found.get(one.pk, [])) for one in rows],
        "can_change": may_write_to(customer, request.actor, "promise", "edit"),
        "can_create": may_write_to(customer, request.actor, "promise", "create"),
    }
    return render(request, "timeline/parts/promises.html", context)
