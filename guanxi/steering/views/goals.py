"""Beginning a scorecard and setting its goals."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanxi.core import clock
from guanxi.staff.models import Department, Member
from guanxi.staff.queries.company import company
from guanxi.steering import periods
from guanxi.steering.actions.card import save_card
from guanxi.steering.actions.reckon import Running, reckon
from guanxi.steering.forms import GoalsForm, WhoseForm, known_goals, template_goals
from guanxi.steering.measured import TEMPLATES
from guanxi.steering.models import Card
from guanxi.steering.queries import card as queries
from guanxi.steering.views import shown as words
from guanxi.ui.trying import tried


def _door(request: HttpRequest) -> None:
    if not request.actor.may("edit", "scorecard"):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """For whom and when."""
    _door(request)
    today = timezone.localtime(clock.now()).date()
    quarter = periods.written(Card.Span.QUARTER, periods.first_of(Card.Span.QUARTER, today))
    form = WhoseForm(request.POST or None, initial={"period": quarter, **request.GET.dict()})
    if request.method == "POST" and form.is_valid():
        whose = form.whose()
        there = queries.card_at(whose)
        if there:
            return redirect("scorecard_goals", card_id=there.pk)
        asked = {name: value for name, value in whose.items() if value and name.endswith("_id")}
        asked |= {"period": periods.written(whose["span"], whose["first"]), "begin": form.cleaned_data["begin"]}
        return redirect(f"{reverse('scorecard_begin')}?{urlencode(asked)}")
    context = {"title": _("New scorecard"), "form": form}
    return render(request, "steering/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The goals of a card that is not there yet; it is made when they are saved."""
    _door(request)
    period = periods.read(request.GET.get("period", ""))
    if period is None:
        raise Http404
    whose = {"span": period[0], "first": period[1], "member_id": _id(request, "member_id", Member), "department_id": _id(request, "department_id", Department)}  # fmt: skip
    if whose["member_id"] and whose["department_id"]:
        raise Http404
    how = request.GET.get("begin", "last")
    known: dict[str, Any] = {"currency": company().currency}
    last = queries.goals_before(whose)
    if how in TEMPLATES:
        known |= template_goals(how)
    elif last:
        known |= known_goals(last.rows)
    unsaved = Card(**whose)
    return _form(request, unsaved, whose, known, last)


def _id(request: HttpRequest, name: str, table: type[Any]) -> int | None:
    """The number of somebody who is there, or none."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19 and table.objects.filter(pk=int(text)).exists()):
        raise Http404
    return int(text)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, card_id: int) -> HttpResponse:
    """The goals of a card as they stand."""
    try:
        card = queries.card_of(card_id)
    except Card.DoesNotExist:
        raise Http404 from None
    _door(request)
    whose = {name: getattr(card, name) for name in ("span", "first", "member_id", "department_id")}
    known = {"currency": company().currency} | known_goals(queries.judge(card).rows)
    return _form(request, card, whose, known, queries.goals_before(whose))


def _form(request: HttpRequest, card: Card, whose: dict[str, Any], known: dict[str, Any], last: Any) -> HttpResponse:
    form = GoalsForm(request.POST or None, initial=known)
    made = tried(request, form, lambda: save_card(
        whose, form.goals(), form.cleaned_data["currency"].strip().upper(), actor=request.actor, at=clock.now()
    ))  # fmt: skip
    if made:
        messages.success(request, _("The goals were set. What was reached is being reckoned."))
        with suppress(Running):  # then it comes with what runs, or within ten minutes
            reckon(actor=request.actor, at=clock.now())
        return redirect("scorecard", card_id=made.pk)
    before = (
        {row.goal.measure: words.spell(row.measured, row.value, row.goal.currency) for row in last.rows} if last else {}
    )
    parts = form.perspectives()
    for row in (row for part in parts for row in part["rows"]):
        row["before"] = before.get(row["it"].name, "")
    context = {
        "title": words.title_of(card),
        "form": form,
        "parts": parts,
        "before": periods.written(last.card.span, last.card.first) if last else "",
        "back": reverse("scorecard", args=[card.pk]) if card.pk else reverse("scorecards"),
    }
    return render(request, "steering/goals.html", context, status=422 if form.errors else 200)
