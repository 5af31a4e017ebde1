"""Scorecards: of a period, one of them, setting goals, closing and opening again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.steering import periods
from guanxi.steering.actions.card import bring_back, close_cards, put_away, reopen_card
from guanxi.steering.actions.reckon import reckon
from guanxi.steering.forms import ReasonForm
from guanxi.steering.measured import PERSPECTIVES
from guanxi.steering.models import Card
from guanxi.steering.queries import card as queries
from guanxi.steering.views import shown as words
from guanxi.ui.trying import refuse
from guanxi.ui.work.beginning import begun


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The scorecards of a period that the member sees."""
    today = timezone.localtime(clock.now()).date()
    asked = periods.read(request.GET.get("period", "")) or queries.latest_period()
    span, first = asked or (Card.Span.QUARTER, periods.first_of(Card.Span.QUARTER, today))
    found = queries.cards_in(span, first)
    context = {
        "title": _("Scorecards"),
        "period": periods.written(span, first),
        "before": periods.written(span, periods.before(span, first)),
        "after": periods.written(span, periods.after(span, first)),
        "perspectives": [label for label, _words in PERSPECTIVES.values()],
        "rows": [_listed(one) for one in found],
        "closable": any(_closable(one.card, today) and one.reckoned for one in found),
        "gone": [(one, words.whose(one)) for one in queries.put_away_in(span, first)],
        "just_gone": "gone" in request.GET,
        **_may(request),
    }
    latest = None if found else queries.latest_period()
    if latest:
        context["latest"] = periods.written(*latest)
        context["latest_url"] = f"?period={context['latest']}"
    return render(request, "steering/cards.html", context)


def _may(request: HttpRequest) -> dict[str, bool]:
    return {f"may_{verb}": request.actor.may(verb, "scorecard") for verb in ("edit", "administer")}


def _closable(card: Card, today: Any) -> bool:
    return not card.is_closed and periods.last_of(card.span, card.first) < today


def _listed(one: queries.Shown) -> dict[str, Any]:
    worst = one.weakest[0].measured if one.weakest else None
    return {
        "it": one,
        "whose": words.whose(one.card),
        "kind": "member" if one.card.member_id else "department" if one.card.department_id else "company",
        "lights": [(one.lights[name], one.perspectives[name]) for name in PERSPECTIVES],
        "worst": worst.label if worst else "",
        "goals": len(one.rows),
    }


@require_GET
def page(request: HttpRequest, card_id: int) -> HttpResponse:
    """One scorecard: the weakest link first, then figures against goals, then how it went over time."""
    return _page(request, _card(card_id), ReasonForm())


def _door(request: HttpRequest) -> None:
    if not request.actor.may("edit", "scorecard"):
        raise PermissionDenied


def _card(card_id: int) -> Card:
    try:
        return queries.card_of(card_id)
    except Card.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, card: Card, form: ReasonForm) -> HttpResponse:
    actor, today = request.actor, timezone.localtime(clock.now()).date()
    history = queries.over_time(card)
    shown = history[0]
    written = queries.evaluations_beside([one.card for one in history])
    owners = words.owners_for(card)
    parts = [
        {
            "label": label,
            "points": shown.perspectives[name],
            "tone": shown.lights[name],
            "nothing": said,
            "rows": [
                {**words.row_of(row, card, owners, actor), "course": words.course_of(row, history)}
                for row in shown.rows
                if row.judged.perspective == name
            ],
        }
        for name, (label, said) in PERSPECTIVES.items()
    ]
    context = {
        "title": words.title_of(card),
        "card": card,
        "shown": shown,
        "period": periods.written(card.span, card.first),
        "parts": parts,
        "weakest": words.weakest_of(shown, actor),
        "people": None if owners is None else len(owners),
        "history": [
            {
                "period": periods.written(one.card.span, one.card.first),
                "it": one,
                "lights": [(one.lights[name], one.perspectives[name]) for name in PERSPECTIVES],
                "evaluation": words.evaluation_of(written.get(one.card.first)),
            }
            for one in history
        ],
        "evaluated": bool(written),
        "trend": [float(one.points) for one in reversed(history) if one.points is not None],
        "perspectives": [label for label, _words in PERSPECTIVES.values()],
        "form": form,
        "closable": _closable(card, today) and shown.reckoned,
        **_may(request),
    }
    return render(request, "steering/card.html", context, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, card_id: int) -> HttpResponse:
    """Have its figures stay as they are."""
    card = _card(card_id)
    _door(request)
    try:
        close_cards([card], actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, _("The scorecard is closed: its figures stay as they are."))
    return redirect("scorecard", card_id=card.pk)


@require_POST
def close_all(request: HttpRequest) -> HttpResponse:
    """Close those of a period that are reckoned."""
    _door(request)
    asked = periods.read(request.POST.get("period", ""))
    if asked is None:
        raise Http404
    found = [one.card for one in queries.cards_in(*asked) if one.reckoned and not one.card.is_closed]
    mine = request.actor.member_id if not request.actor.sees_all("scorecard") else None
    try:
        number = close_cards(
            [one for one in found if one.member_id is None or one.member_id != mine],
            actor=request.actor, at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        said = ngettext("{number} scorecard was closed.", "{number} scorecards were closed.", number)
        messages.success(request, said.format(number=number))
    return redirect(f"{reverse('scorecards')}?period={periods.written(*asked)}")


@require_POST
def reopen(request: HttpRequest, card_id: int) -> HttpResponse:
    """Have its figures follow the records again."""
    card, form = _card(card_id), ReasonForm(request.POST)
    if not request.actor.may("administer", "scorecard"):
        raise PermissionDenied
    if form.is_valid():
        try:
            reopen_card(card, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The scorecard is open again."))
            return redirect("scorecard", card_id=card.pk)
    return _page(request, card, form)


@require_POST
def away(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take it away, with a way back."""
    card = _card(card_id)
    _door(request)
    try:
        put_away(card, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("scorecard", card_id=card.pk)
    messages.success(request, _("The scorecard was put away. Below it can be brought back."))
    return redirect(f"{reverse('scorecards')}?period={periods.written(card.span, card.first)}&gone=1#away")


@require_POST
def back(request: HttpRequest, card_id: int) -> HttpResponse:
    """Have it again."""
    _door(request)
    card = Card.everything.filter(pk=card_id, deleted_at__isnull=False).first()
    if card is None:
        raise Http404
    try:
        bring_back(card, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect(f"{reverse('scorecards')}?period={periods.written(card.span, card.first)}#away")
    messages.success(request, _("The scorecard is back."))
    return redirect("scorecard", card_id=card.pk)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have open scorecards reckoned now."""
    _door(request)
    return begun(request, reckon, otherwise="scorecards")
