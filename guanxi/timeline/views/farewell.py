"""The mail to the customers of a hand-over: written and previewed with the plan, and what became of it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.staff.farewell import LONGEST, PLACES, proposed
from guanxi.staff.models import HandOver, Member
from guanxi.staff.queries.handover import asked
from guanxi.timeline.actions.farewell import AGAIN, tell_again
from guanxi.timeline.models import Farewell
from guanxi.timeline.queries import farewell as queries


@require_POST
def plan(request: HttpRequest, member_id: int) -> HttpResponse:
    """The mail's part of the plan: whom it reaches, its texts as typed, and how real customers would read it.

    Another plan keeps what was typed; `suggested` puts the text that is offered in its place.
    """
    request.actor.require("administer", "staff")
    get_object_or_404(Member, pk=member_id)
    wanted = bool(request.POST.get("mail"))
    reach = queries.reach(member_id)
    offered = {code: proposed(code) for code, _name in settings.LANGUAGES}
    texts = {code: offered[code] if "suggested" in request.POST else _typed(request, code) for code in offered}
    typed = {f"mail-{code}-{part}": [said] for code, text in texts.items() for part, said in text.items()}
    found = asked(member_id, {**dict(request.POST.lists()), **typed})
    context = {
        "member_id": member_id,
        "wanted": wanted,
        "reach": reach,
        "texts": [(code, name, texts[code]) for code, name in settings.LANGUAGES],
        "is_edited": texts != offered,
        "places": [f"{{{one}}}" for one in PLACES],
        "longest": LONGEST,
        "problem": found.problem,
        "examples": queries.examples(found.plan, texts) if found.plan and found.plan.mail and reach.having else [],
        "is_served": not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"),
    }
    return render(request, "timeline/farewell/plan.html", context)


def _typed(request: HttpRequest, code: str) -> dict[str, str]:
    offered = proposed(code)
    typed = {part: request.POST.get(f"mail-{code}-{part}", offered[part]) for part in LONGEST}
    return {part: text.replace("\r\n", "\n") for part, text in typed.items()}  # as browsers send the ends of lines


@require_GET
def told(request: HttpRequest, handover_id: int) -> HttpResponse:
    """How many were told, and who was not."""
    handed = _handed(request, handover_id)
    counts = queries.states(handover_id)
    troubles: list[Any] = queries.troubles(handover_id)
    context = {
        "handed": handed,
        "counts": [(label, counts[state], state) for state, label in Farewell.State.choices if state in counts],
        "troubles": troubles,
        "again": AGAIN,
        "failed": counts.get(Farewell.State.FAILED, 0),
        "rest": sum(counts.get(one, 0) for one in (*AGAIN, Farewell.State.NONE)) - len(troubles),
    }
    return render(request, "timeline/farewell/told.html", context)


@require_POST
def again(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Send one once more, or all that failed."""
    handed = _handed(request, handover_id)
    one = request.POST.get("one", "")
    rows = Farewell.objects.filter(handover=handed, state=Farewell.State.FAILED)
    ids = [int(one)] if one.isdecimal() and len(one) < 19 else list(rows.values_list("pk", flat=True))
    job = tell_again(handed, ids, actor=request.actor, at=clock.now())
    if job is None:
        messages.info(request, _("There is nothing to send again."))
        return redirect("staff_hand_over", pk=handed.giver_id)
    number = job.total or 0
    messages.success(
        request,
        ngettext("%(number)s mail is sent again.", "%(number)s mails are sent again.", number) % {"number": number},
    )
    return redirect("work", pk=job.pk)


def _handed(request: HttpRequest, handover_id: int) -> HandOver:
    request.actor.require("administer", "staff")
    return get_object_or_404(HandOver.objects.select_related("giver"), pk=handover_id)
