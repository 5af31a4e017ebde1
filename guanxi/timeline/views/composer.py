"""Writing on the timeline: the composer, and corrections."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.timeline.actions.followup import FollowUp, correct_followup, log_followup
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.actions.promise import create_promise
from guanxi.timeline.actions.task import create_task
from guanxi.timeline.forms import Composer
from guanxi.timeline.models import Entry
from guanxi.timeline.queries.entry import entry_of
from guanxi.timeline.queries.promise import against
from guanxi.timeline.views.answers import customer_or_404, refuse, refused, with_toast
from guanxi.timeline.views.timeline import whole_context


@require_POST
def log(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Save what the composer holds: an entry with its follow-up, or a task. Answers with the timeline anew."""
    customer = customer_or_404(request, customer_id)
    form = Composer(request.POST)
    shareable = False
    if form.is_valid():
        try:
            said = _save(request, customer, form)
        except Refused as refusal:
            refuse(form, refusal)
            shareable = isinstance(refusal, CannotSee) and refusal.shareable
    if form.errors:
        return refused(request, form, "#log-errors", shareable=shareable)
    context = whole_context(customer, request.actor) | {"logged": True}
    answer = render(request, "timeline/timeline.html", context)
    shared = {"people": True} if form.cleaned_data["share"] else {}
    return with_toast(answer, said, customerChanged={"id": customer.pk}, **shared)


def _save(request: HttpRequest, customer: Customer, form: Composer) -> str:
    given = form.cleaned_data
    actor, at = request.actor, clock.now()
    if given["kind"] == "task":
        title, _newline, note = given["text"].strip().partition("\n")
        values = {"title": title, "note": note.strip(), "customer": customer.pk, "due_at": given["moment"]}
        if given["contact"]:
            values["contact"] = given["contact"]
        if given["owner"]:
            values["owner"] = given["owner"]
        create_task(values, actor=actor, at=at, share=given["share"])
        return _("Task added")
    followup = FollowUp(
        kind=given["kind"],
        text=given["text"],
        contact_id=given["contact"],
        direction=given["direction"],
        duration=None if given["minutes"] is None else given["minutes"] * 60,
        outcome=given["outcome"],
        happened_at=given["happened_at"],
        next_contact_at=given["moment"],
        next_step=given["next_step"],
        chosen=_chosen(request),
        share=given["share"],
    )
    entry = log_followup(customer, followup, request.FILES.getlist("files"), actor=actor, at=at)
    if given["promise"]:
        first, _newline, _rest = given["text"].strip().partition("\n")
        values = {
            "title": given["promise_title"] or first[:300],
            "topic": given["promise_topic"],
            "due_at": given["promise_due"],
            "customer": customer.pk,
            "contact": given["contact"],
        }
        if against([create_promise(values, actor=actor, at=at, entry=entry)]):
            return _("Logged. The promise contradicts another one to this customer.")
    return _("Logged")


def _chosen(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("mention") if one.isdecimal()]


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The dialog that puts an entry right, and its saving."""
    try:
        entry = entry_of(entry_id)
    except Entry.DoesNotExist:
        raise Http404 from None
    if request.method == "GET":
        return render(request, "timeline/correction.html", {"entry": entry})
    text, share = request.POST.get("text", ""), "share" in request.POST
    try:
        correct_followup(entry, text, chosen=_chosen(request), share=share, actor=request.actor, at=clock.now())
    except Refused as refusal:
        form = Composer({"kind": entry.kind, "text": text})
        refuse(form, refusal)
        shareable = isinstance(refusal, CannotSee) and refusal.shareable
        return refused(request, form, "#correction-errors", shareable=shareable)
    customer = customer_or_404(request, entry.customer_id or 0)
    answer = render(request, "timeline/timeline.html", whole_context(customer, request.actor))
    shared = {"people": True} if share else {}
    return with_toast(answer, _("Corrected. The earlier text stays, struck through."), closeDialog=True, **shared)
