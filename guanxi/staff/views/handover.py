"""Handing a colleague's work over: what he holds, who would get what, the start, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.core import clock, holdings, slots
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.actions.handover import start_hand_over, undo_hand_over
from guanxi.staff.farewell import farewells
from guanxi.staff.models import HandOver, Member
from guanxi.staff.queries import handover as query
from guanxi.staff.queries.company import company_customs
from guanxi.staff.succession import ONE, TURNS
from guanxi.staff.views.forming import administered, tabs

MOST_TAKERS = 8
MAILS = 4  # takers whose mail is shown


@administered
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, previewed as often as one likes (GET), and carried out (POST with the same fields)."""
    giver = get_object_or_404(Member.objects.select_related("department"), pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    asked = query.asked(pk, dict(given.lists()))
    refusal = asked.problem
    if request.method == "POST" and asked.plan and not asked.problem:
        try:
            handed = start_hand_over(asked.plan, actor=request.actor, at=clock.now())
            return redirect("work", pk=handed.work_id)
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = str(refused)
    rows = query.held(pk, request.actor)
    if asked.plan:
        query.share_out(rows, asked.plan)
    context = {"giver": giver, "title": _("Hand over the work of %(name)s") % {"name": giver}, "tabs": tabs("members")}
    earlier = query.earlier(pk, clock.now())
    for one in earlier:
        one.panels.extend(panel.url(one.handed.pk) for panel in slots.panels_of("handover", request.actor))
    context |= _plan(giver, asked, rows) | {"refusal": refusal, "earlier": earlier}
    context["tellings"] = [one.url(pk) for one in slots.panels_of("handover_plan", request.actor)]
    context["typed"] = [(name, value) for name, value in request.POST.items() if name.startswith("mail")]
    return render(request, "staff/hand_over.html", context, status=422 if request.method == "POST" else 200)


def _plan(giver: Member, asked: query.Asked, rows: list[query.Held]) -> dict[str, Any]:
    """What the page says about the plan: choices, shares per taker, the button's figure, the mail."""
    near, others = query.colleagues(giver)
    names = {one["pk"]: one["name"] for one in (*near, *others)}
    takers = {pk: names[pk] for pk in (asked.plan.everybody if asked.plan else ()) if pk in names}
    places = [*asked.takers[:MOST_TAKERS]] if asked.rule == ONE else [*asked.takers[: MOST_TAKERS - 1], 0]
    wanted = 1 if asked.rule == ONE else 2
    company = company_customs()
    return {
        "asked": asked,
        "rules": [(ONE, _("One colleague takes everything")), (TURNS, _("Customers in turn"))]
        + [(one.name, _("Customers by %(what)s") % {"what": str(one.label).lower()}) for one in holdings.divisions()],
        "slots": places + [0] * (wanted - len(places)),
        "near": near,
        "others": others,
        "names": names,
        "takers": takers,
        "rows": [{"held": one, "shares": [one.shares.get(pk, 0) for pk in takers]} for one in rows if one.number],
        "kinds": [(one.holding, asked.apart.get(one.holding.name)) for one in rows if one.number],
        "blocked": [one.holding.label for one in rows if not one.allowed],
        "number": sum(one.number for one in rows),
        "more": any(one.more for one in rows),
        "fields": _fields(asked),
        "mails": farewells(giver.name, dict([*takers.items()][:MAILS]), company.name) if takers else [],
    }


def _fields(asked: query.Asked) -> list[tuple[str, Any]]:
    """The plan as hidden fields: what is started is what was previewed."""
    return [
        ("rule", asked.rule),
        *(("to", pk) for pk in asked.takers),
        *((f"for-{value}", taker) for value, _number, taker in asked.values),
        *((f"apart-{name}", taker) for name, taker in asked.apart.items()),
    ]


@require_POST
@administered
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back."""
    handed = get_object_or_404(HandOver.objects.select_related("giver"), pk=pk)
    try:
        undo_hand_over(handed, actor=request.actor, at=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("staff_hand_over", pk=handed.giver_id)
    return redirect("work", pk=handed.undo_id)
