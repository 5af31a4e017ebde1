"""What waits for one's approval, a request with what it is about, and the decision."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.approvals.actions import approval as actions
from guanxi.approvals.documents import document
from guanxi.approvals.forms import DecideForm
from guanxi.approvals.models import Approval, Turn
from guanxi.approvals.queries import approval as queries
from guanxi.approvals.rules import may_decide, may_withdraw, say_step, say_why
from guanxi.core import clock
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.queries.company import today_of


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for the member, what he asked for, what he decided lately, and who stands in for whom."""
    actor = request.actor
    today = today_of(clock.now())
    context = {
        "title": _("Approvals"),
        "waiting": _said(queries.waiting_for(actor, today)),
        "asked": [(one, queries.open_turn(one)) for one in queries.asked_by(actor)],
        "decided": queries.decided_by(actor)[:5],
        "deputies": queries.deputies(actor, today),
        "today": today,
        "may_keep_rules": actor.may("administer", "approval"),
        "may_choose": actor.may("administer", "staff"),
    }
    return render(request, "approvals/list.html", context)


@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """What the member decided, the latest first."""
    turns = queries.decided_by(request.actor, _key(request.GET.get("before", "")))
    last = turns[-1] if len(turns) == queries.LATEST else None
    older = f"{last.decided_at.isoformat()}~{last.pk}".replace("+", "%2B") if last and last.decided_at else ""
    return render(request, "approvals/decided.html", {"title": _("Decided by you"), "decided": turns, "older": older})


def _key(text: str) -> tuple[datetime, int] | None:
    moment, _mark, pk = text.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    known = at is not None and at.tzinfo is not None and pk.isascii() and pk.isdecimal() and len(pk) < 19
    return (at, int(pk)) if known and at is not None else None


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """For my day: what waits for the member."""
    today = today_of(clock.now())
    return render(request, "approvals/day.html", {"waiting": _said(queries.waiting_for(request.actor, today))})


def _said(turns: list[Turn]) -> list[tuple[Turn, str]]:
    """Each with why it is needed."""
    currency = queries.currency_of_rules()
    return [(one, say_why(one.approval.why, one.approval.document, currency)) for one in turns]


def approval_or_404(pk: int) -> Approval:
    """The request, if whoever acts sees it (the policy decides)."""
    found = queries.approvals().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, why it is asked, who has said what, and the two buttons."""
    return _page(request, approval_or_404(pk), DecideForm())


def _page(request: HttpRequest, approval: Approval, form: DecideForm) -> HttpResponse:
    actor, turn = request.actor, queries.open_turn(approval)
    known = document(approval.document)
    stands = queries.stands_for(actor.member_id, today_of(clock.now()))
    context: dict[str, Any] = {
        "title": approval.title,
        "approval": approval,
        "document": known,
        "paper": known.read(approval.shown),
        "why": say_why(approval.why, approval.document, queries.currency_of_rules()),
        "turns": [
            (one, say_step(one.way, "", "") if one.way in {"manager", "above"} else "") for one in approval.turns.all()
        ],
        "turn": turn,
        "may_decide": may_decide(approval, turn, actor, stands),
        "stands_in": turn.approver if turn and turn.approver_id in stands else None,
        "may_withdraw": may_withdraw(approval, actor),
        "url": known.url(approval.record_id)
        if actor.may("see", approval.document) and actor.reaches(approval.document, approval.owner_id)
        else "",
        "form": form,
    }
    return render(request, "approvals/record.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve with one tap, or refuse with a reason; from the list, from my day, or from its page."""
    approval = approval_or_404(pk)
    form, approved = DecideForm(request.POST), request.POST.get("answer") == "approve"
    if not form.is_valid():
        return _page(request, approval, form)
    try:
        actions.decide(approval, approved=approved, note=form.cleaned_data["note"], actor=request.actor, at=clock.now())
    except NotAllowed as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("approval_record", pk)
    except Refused as refusal:
        form.add_error("note" if refusal.field == "note" else None, force_str(refusal.sentence))
        return _page(request, approval, form)
    words = _("“%(title)s” is approved.") if approved else _("“%(title)s” is not approved. Whoever asked is told why.")
    messages.success(request, words % {"title": approval.title})
    return redirect("approval_list")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    approval = approval_or_404(pk)
    try:
        actions.withdraw(approval, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, _("The request was withdrawn."))
    return redirect("approval_record", pk)
