"""What all customers are worth: segments, what moved, how it was reckoned; having it reckoned anew, and the company's rule."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.analytics.actions.counter import change_rule
from guanxi.analytics.actions.reckon import reckon
from guanxi.analytics.flow import BAR, Flow
from guanxi.analytics.forms import RuleForm
from guanxi.analytics.learnt import horizon
from guanxi.analytics.models import Rule, Run
from guanxi.analytics.queries.running import unfinished
from guanxi.analytics.queries.value import Money, all_together, latest_run
from guanxi.analytics.segments import BY_KEY
from guanxi.analytics.views.card import card
from guanxi.core import clock, slots
from guanxi.core.refused import Refused
from guanxi.ui.work.beginning import begun


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The segments of the customers that the member sees, each with the way to them."""
    actor = request.actor
    if not actor.may("see", "fact"):
        raise Http404
    run = latest_run()
    found = all_together(run) if run else []
    source = slots.source_of("order", actor)
    context = {
        "title": _("Customer value"),
        "run": run,
        "moneys": [_shown(one, run.rule["years"] if run else 0, several=len(found) > 1) for one in found],
        "may_see_terms": actor.may("see", "contract"),
        "may_reckon": actor.may("administer", "fact"),
        "work": unfinished(Run).filter(member=actor.member_id).first(),
        "import_url": reverse(source) if source else "",
    }
    return render(request, "analytics/value.html", context)


def _shown(money: Money, years: int, *, several: bool) -> dict[str, Any]:
    """One currency, with the addresses behind its figures."""
    behind = f" ({money.currency})" if several else ""
    rows = [{"it": one, "url": listed(f"{one.segment.key}{behind}")} for one in money.shares]
    return {
        "it": money, "rows": rows, "card": card(money.learnt), "years": horizon(money.learnt, years),
        "flow": _drawn(money.flow) if money.flow else None,
    }  # fmt: skip


def _drawn(flow: Flow) -> dict[str, Any]:
    """The picture with its words: what stands beside a bar, what a band tells when pointed at."""
    bars = [
        {
            "bar": one,
            "x": one.x + BAR + 8 if now else one.x - 8,
            "anchor": "start" if now else "end",
            "label": _label(one.key),
        }
        for now, side in ((False, flow.before), (True, flow.now))
        for one in side
    ]
    bands = [
        {"band": one, "tone": tone_of(one.came, one.went), "says": f"{_label(one.came)} → {_label(one.went)}"}
        for one in flow.bands
    ]
    return {"bars": bars, "bands": bands, "width": flow.width, "height": flow.height, "thick": BAR}


def _label(key: str) -> str:
    return str(BY_KEY[key].label) if key in BY_KEY else _("had not bought")


def tone_of(came: str, went: str) -> str:
    """Whether a move is for the better, by the order of the segments; who came new, is good news."""
    if came == went:
        return ""
    ranks = list(BY_KEY)
    return "ok" if came not in BY_KEY or ranks.index(went) < ranks.index(came) else "bad"


def listed(segment: str) -> str:
    """The address of the customers of a segment."""
    return f"{reverse('customer_list')}?{urlencode({'f': f'segment:is:{escaped(segment)}'})}"


def escaped(text: str) -> str:
    """A value as a filter in an address takes it."""
    return "".join(f"\\{sign}" if sign in "\\;:,()" else sign for sign in text)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have it reckoned anew."""
    if not request.actor.may("see", "fact"):
        raise Http404
    return begun(request, reckon, otherwise="value")


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """The company's rule; it holds from the next reckoning on."""
    if not request.actor.may("administer", "fact"):
        raise Http404
    kept = Rule.objects.get(pk=1)
    initial = {name: getattr(kept, name) for name in ("days", "purchases", "money", "years", "discount")}
    form = RuleForm(request.POST or None, initial=initial | {"quantile": "yes" if kept.quantile else "no"})
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field or None, force_str(refusal.sentence))
        else:
            messages.success(request, _("Saved. It holds from the next reckoning on."))
            return redirect("value")
    context = {"title": _("How value is reckoned"), "form": form, "cancel_url": reverse("value")}
    return render(request, "analytics/rule.html", context, status=422 if form.errors else 200)
