"""Schemes of incentives: made, tried on a past period, put in force, ended."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.staff.queries.company import company
from guanxi.steering import periods
from guanxi.steering.actions import incentive as actions
from guanxi.steering.actions import statement
from guanxi.steering.models import Scheme
from guanxi.steering.queries import incentive as queries
from guanxi.steering.scheme_forms import SchemeForm, WhenForm, known_scheme
from guanxi.steering.views import paid
from guanxi.ui.trying import refuse, tried


def _door(request: HttpRequest) -> None:
    if not request.actor.may("edit", "incentive") or not request.actor.sees_all("incentive"):
        raise PermissionDenied


def _scheme(scheme_id: int) -> Scheme:
    try:
        return queries.scheme_of(scheme_id)
    except Scheme.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new scheme, as a draft; `like` begins with the terms of another."""
    _door(request)
    like = request.GET.get("like", "")
    known: dict[str, Any] = {"currency": company().currency, "span": "quarter", "begin_1": 0}
    if like.isascii() and like.isdigit() and len(like) < 19:
        known = known_scheme(_scheme(int(like)))
    return _form(request, None, known)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """A draft as it stands."""
    scheme = _scheme(scheme_id)
    _door(request)
    return _form(request, scheme, known_scheme(scheme))


def _form(request: HttpRequest, scheme: Scheme | None, known: dict[str, Any]) -> HttpResponse:
    form = SchemeForm(request.POST or None, initial=known)
    given = {"actor": request.actor, "at": clock.now()}
    made = tried(request, form, lambda: actions.save_scheme(scheme, form.values(), **given))
    if made:
        messages.success(request, _("The scheme was saved as a draft. Try it on a past period."))
        return redirect("incentive_scheme", scheme_id=made.pk)
    context = {"title": scheme.name if scheme else _("New scheme"), "form": form, "scheme": scheme}
    return render(request, "steering/scheme_form.html", context, status=422 if form.errors else 200)


@require_GET
def page(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Its terms, a trial where a period is given, its periods."""
    scheme, actor = _scheme(scheme_id), request.actor
    may_edit = actor.may("edit", "incentive") and actor.sees_all("incentive")
    if not actor.may("see", "incentive"):
        raise Http404
    context = _context(scheme, request)
    form = WhenForm(request.GET if "period" in request.GET else None, span=scheme.span)
    if may_edit and scheme.state == Scheme.State.DRAFT and form.is_bound and form.is_valid():
        found = _tried(form, scheme, request)
        if found is not None:
            context |= found
            scheme.refresh_from_db(fields=["tried_at"])
    context |= {"trying": form, "scheme": scheme, "may_edit": may_edit}
    return render(request, "steering/scheme.html", context, status=422 if form.errors else 200)


def _tried(form: WhenForm, scheme: Scheme, request: HttpRequest) -> dict[str, Any] | None:
    """The trial as the page shows it; None where it was refused."""
    first = form.cleaned_data["period"]
    try:
        rows = actions.try_scheme(scheme, first, actor=request.actor, at=clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return None
    cash = {
        name: paid.cash(units, scheme.currency)
        for name, units in actions.totals(rows).items()
        if name not in {"win", "lose"}
    }
    shown = [
        {
            "it": one,
            "before": paid.cash(one.before, scheme.currency),
            "after": paid.cash(one.after, scheme.currency),
            "change": paid.cash(one.change, scheme.currency),
        }
        for one in rows
    ]
    compared = [one.name for one in actions.comparable(scheme)]
    return {
        "rows": shown,
        "cash": cash,
        "sums": actions.totals(rows),
        "tried": periods.written(scheme.span, first),
        "compared": compared,
    }


def _context(scheme: Scheme, request: HttpRequest) -> dict[str, Any]:
    return {
        "title": scheme.name,
        "terms": paid.terms(scheme),
        "periods": [
            {
                "it": one,
                "period": periods.written(scheme.span, one.first),
                "payout": paid.cash(one.payout, scheme.currency),
            }
            for one in queries.sums_of(scheme)
        ],
        "begins": periods.written(scheme.span, scheme.begins) if scheme.begins else "",
        "ends": periods.written(scheme.span, periods.first_of(scheme.span, scheme.ends)) if scheme.ends else "",
        "may_close": request.actor.may("administer", "incentive") and request.actor.sees_all("incentive"),
    }


@require_POST
def turn(request: HttpRequest, scheme_id: int, turn: str) -> HttpResponse:
    """Put a draft in force from a period on, or have a period be the last."""
    scheme = _scheme(scheme_id)
    _door(request)
    if turn not in {"activate", "end"}:
        raise Http404
    form = WhenForm(request.POST, span=scheme.span)
    act = actions.activate if turn == "activate" else actions.end_scheme
    done = tried(
        request,
        form,
        lambda: act(scheme, form.cleaned_data["period"], actor=request.actor, at=clock.now()) or True,
    )
    if done:
        said = _("The scheme is in force.") if turn == "activate" else _("The scheme ends with this period.")
        messages.success(request, said)
        if request.actor.may("administer", "incentive"):
            statement.reckon(actor=request.actor, at=clock.now())
    else:
        for error in [one for errors in form.errors.values() for one in errors]:
            messages.error(request, error)
    return redirect("incentive_scheme", scheme_id=scheme.pk)


@require_POST
def delete(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Take a draft away."""
    scheme = _scheme(scheme_id)
    _door(request)
    if scheme.state != Scheme.State.DRAFT:
        messages.error(request, _("What is in force does not change. End it and begin a new one."))
        return redirect("incentive_scheme", scheme_id=scheme.pk)
    actions.delete_draft(scheme, actor=request.actor, at=clock.now())
    messages.success(request, _("The draft was deleted."))
    return redirect("incentives")
