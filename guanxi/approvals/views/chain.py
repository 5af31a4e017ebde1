"""Setting up what needs whose approval."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.approvals.actions.chain import delete_chain, move_chain, save_chain
from guanxi.approvals.forms import ChainForm, known_values
from guanxi.approvals.models import Chain
from guanxi.approvals.queries.approval import chains, currency_of_rules, department_names
from guanxi.approvals.rules import say_chain
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.ui.trying import refuse

EARLIER, LATER = -1, 1


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rules, each in a sentence."""
    _door(request)
    rules = chains()
    names, currency = department_names(rules), currency_of_rules()
    said = [(one, say_chain(one, currency, names)) for one in rules]
    return render(request, "approvals/rules.html", {"title": _("What needs approval"), "rules": said})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule, at the end."""
    _door(request)
    return _form(request, None, {"step_1": "manager", "days": 1, "is_active": True})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, chain_id: int) -> HttpResponse:
    """A rule as it stands."""
    chain = _chain(request, chain_id)
    return _form(request, chain, known_values(chain))


def _form(request: HttpRequest, chain: Chain | None, known: dict[str, Any]) -> HttpResponse:
    kind = chain.document if chain else ""
    form = ChainForm(request.POST or None, initial=known, currency=currency_of_rules(), document=kind)
    if request.method == "POST" and form.is_valid():
        try:
            save_chain(chain, form.rule(), actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The rule was saved. What was asked before goes on as it was asked."))
            return redirect("approval_rules")
    context = {"form": form, "rule": chain, "title": _("Rule of approval") if chain else _("New rule of approval")}
    return render(request, "approvals/rule.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, chain_id: int) -> HttpResponse:
    """Have its people asked earlier or later."""
    step = EARLIER if request.POST.get("way") == "earlier" else LATER
    move_chain(_chain(request, chain_id), step, actor=request.actor, at=clock.now())
    return redirect("approval_rules")


@require_POST
def delete(request: HttpRequest, chain_id: int) -> HttpResponse:
    """Take it away."""
    delete_chain(_chain(request, chain_id), actor=request.actor, at=clock.now())
    messages.success(request, _("The rule is gone. What was asked by it goes on."))
    return redirect("approval_rules")


def _door(request: HttpRequest) -> None:
    if not request.actor.may("administer", "approval"):
        raise Http404


def _chain(request: HttpRequest, chain_id: int) -> Chain:
    _door(request)
    found = Chain.objects.filter(pk=chain_id).prefetch_related("steps").first()
    if found is None:
        raise Http404
    return found
