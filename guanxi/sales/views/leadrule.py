"""Setting up how leads are shared out, and how soon they are answered."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.leadrule import delete_rule, move_rule, save_response_times, save_rule
from guanxi.sales.lead_forms import RuleForm, TimeForms
from guanxi.sales.leading import CONDITIONS, say_rule
from guanxi.sales.models import LeadRule, ResponseTime
from guanxi.sales.queries.lead import lead_rules, names_in
from guanxi.ui.trying import refuse

EARLIER, LATER = -1, 1


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rules in the order in which they are asked, each in a sentence; and the response times."""
    _door(request)
    return _shown(request, TimeForms(initial=_times(), prefix="times"))


def _shown(request: HttpRequest, forms: Any, status: int = 200) -> HttpResponse:
    rules = lead_rules()
    names = names_in(rules)
    context = {
        "title": _("How leads are shared out"),
        "rules": [(one, say_rule(one, names)) for one in rules],
        "times": forms,
    }
    return render(request, "sales/lead_rules.html", context, status=status)


def _times() -> list[dict[str, Any]]:
    return list(ResponseTime.objects.order_by("source").values("source", "hours"))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule, asked last."""
    _door(request)
    return _form(request, None, {"way": LeadRule.Way.TURN, "is_active": True})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    """A rule as it stands."""
    rule = _rule(request, rule_id)
    known = {name: getattr(rule, name) for name in (*CONDITIONS, "way", "members", "most", "is_active")}
    return _form(request, rule, known)


def _form(request: HttpRequest, rule: LeadRule | None, known: dict[str, Any]) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            save_rule(rule, form.rule(), actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The rule was saved."))
            return redirect("leadrule_list")
    context = {"form": form, "rule": rule, "title": _("Rule") if rule else _("New rule")}
    return render(request, "sales/lead_rule.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Ask it earlier or later."""
    rule = _rule(request, rule_id)
    step = EARLIER if request.POST.get("way") == "earlier" else LATER
    move_rule(rule, step, actor=request.actor, at=clock.now())
    return redirect("leadrule_list")


@require_POST
def delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take it away."""
    delete_rule(_rule(request, rule_id), actor=request.actor, at=clock.now())
    messages.success(request, _("The rule is gone. What it gave to whom stays."))
    return redirect("leadrule_list")


@require_POST
def times(request: HttpRequest) -> HttpResponse:
    """Save the hours; a row without hours goes."""
    _door(request)
    forms = TimeForms(request.POST, initial=_times(), prefix="times")
    if not forms.is_valid():
        return _shown(request, forms, 422)
    rows = [
        (one.cleaned_data.get("source", ""), one.cleaned_data["hours"])
        for one in forms
        if one.cleaned_data.get("hours")
    ]
    try:
        save_response_times(rows, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, _("The response times were saved."))
    return redirect("leadrule_list")


def _door(request: HttpRequest) -> None:
    if not request.actor.may("administer", "lead"):
        raise Http404


def _rule(request: HttpRequest, rule_id: int) -> LeadRule:
    _door(request)
    found = LeadRule.objects.filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found
