"""Whom to put on it: the candidates with their evidence, and handing it over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.customers.models import Customer
from guanxi.sales.actions.opportunity import assign_opportunities
from guanxi.sales.queries.opportunity import opportunities
from guanxi.sales.queries.whom import FEWEST, TASKS, Group, ranking
from guanxi.sales.rules import may_change
from guanxi.sales.views import answers
from guanxi.staff.models import Member


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking; POST `member` hands it over, the way every change of owner goes."""
    actor = request.actor
    opportunity = answers.opportunity_or_404(request, pk, change=True)
    if not may_change(opportunity, actor, "assign"):
        raise Http404
    if request.method == "POST":
        given = request.POST.get("member", "")
        to = int(given) if given.isdecimal() and len(given) < 19 else None
        try:
            assign_opportunities([pk], to, actor=actor, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            name = Member.objects.values_list("name", flat=True).get(pk=to)
            messages.success(request, _("“%(name)s” is now %(member)s's.") % {"name": opportunity.name, "member": name})
            seen = opportunities(actor).filter(pk=pk).exists()
            return redirect("opportunity_record", pk) if seen else redirect("opportunity_list")
    found = ranking(opportunity, actor, clock.now())
    context = {
        "title": _("Whom to put on it: %(name)s") % {"name": opportunity.name},
        "opportunity": opportunity,
        "found": found,
        "mean": round(found.group.prior.mean * 100) if found.group.prior else None,
        "strength": round(found.group.prior.strength) if found.group.prior else None,
        "masked": actor.masks("opportunity", "amount"),
        "whom": _whom(found.group),
        "fewest": FEWEST,
        "most_tasks": TASKS,
    }
    return render(request, "sales/whom.html", context)


def _whom(group: Group) -> str:
    """The customers by whose results members are judged, in words."""
    if group.industry and group.size:
        size = Customer.Size(group.size).label
        return _("customers in %(industry)s with %(size)s employees") % {"industry": group.industry, "size": size}
    if group.industry:
        return _("customers in %(industry)s") % {"industry": group.industry}
    return _("all customers")
