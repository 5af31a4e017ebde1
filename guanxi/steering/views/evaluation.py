"""Evaluations: one's own and those of colleagues, opening some, writing one's side, closing, agreeing, opening again."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.steering import periods
from guanxi.steering.actions import evaluation as actions
from guanxi.steering.evaluation_forms import MARK_WORDS, ReviewForm, RunForm
from guanxi.steering.forms import ReasonForm
from guanxi.steering.measured import BY_NAME, PERSPECTIVES
from guanxi.steering.models import Card, Evaluation, Review
from guanxi.steering.queries import evaluation as queries
from guanxi.steering.views import shown as words
from guanxi.ui.trying import tried


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One's own evaluations, and those of colleagues that one sees."""
    actor = request.actor
    context = {
        "title": _("Evaluations"),
        "mine": [_row(one) for one in queries.evaluations(actor, mine=True)],
        "others": [_row(one) for one in queries.evaluations(actor, mine=False)],
        "may_open": actor.may("edit", "scorecard"),
    }
    return render(request, "steering/evaluations.html", context)


def _row(one: Evaluation) -> dict[str, Any]:
    given = {review.side for review in one.reviews.all() if review.given_at}
    return {
        "it": one,
        "period": periods.written(one.span, one.first),
        "self": "self" in given,
        "manager": "manager" in given,
        "state": _("Agreed") if one.agreed_at else one.get_state_display(),
        "tone": "ok" if one.agreed_at else "" if one.is_closed else "info",
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open evaluations of a period."""
    if not request.actor.may("edit", "scorecard"):
        raise PermissionDenied
    today = timezone.localtime(clock.now()).date()
    quarter = periods.before(Card.Span.QUARTER, periods.first_of(Card.Span.QUARTER, today))
    known = {"period": periods.written(Card.Span.QUARTER, quarter)}
    form = RunForm(request.POST or None, initial=known, people=queries.candidates(request.actor))

    def act() -> list[Evaluation]:
        told = form.cleaned_data
        return actions.open_run(*told["period"], told["members"], told["due_on"], actor=request.actor, at=clock.now())

    made = tried(request, form, act)
    if made:
        said = ngettext("{number} evaluation was opened.", "{number} evaluations were opened.", len(made))
        messages.success(request, said.format(number=len(made)))
        return redirect("evaluations")
    context = {"title": _("Open evaluations"), "form": form}
    return render(request, "steering/evaluation_new.html", context, status=422 if form.errors else 200)


def _evaluation(evaluation_id: int) -> Evaluation:
    try:
        return queries.evaluation_of(evaluation_id)
    except Evaluation.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    """Both sides beside each other with the figures; the side of whoever reads is written here."""
    one, actor = _evaluation(evaluation_id), request.actor
    side, reviews = actions.side_of(one, actor.member_id), queries.reviews_of(one)
    own = reviews.get(side)
    form = ReviewForm(request.POST or None, initial=_known(own))
    give = request.POST.get("way") == "give"
    made = tried(request, form, lambda: actions.write_review(
        one, form.cleaned_data["words"], form.marks(), give=give, actor=actor, at=clock.now()
    ))  # fmt: skip
    if made:
        messages.success(request, _("It was handed in.") if give else _("It was kept; only you read it so far."))
        return redirect("evaluation", evaluation_id=one.pk)
    return _page(request, one, form, ReasonForm(), reviews)


def _known(own: Review | None) -> dict[str, Any]:
    if own is None:
        return {}
    return {"words": own.words} | {f"mark_{name}": mark for name, mark in own.marks.items()}


def _page(
    request: HttpRequest, one: Evaluation, form: ReviewForm, reason: ReasonForm, reviews: dict[str, Review]
) -> HttpResponse:
    actor = request.actor
    side = actions.side_of(one, actor.member_id)
    given = {name for name, review in reviews.items() if review.given_at}
    figures = one.figures if one.is_closed else actions.figures_now(one)
    context = {
        "title": f"{one.member} · {periods.written(one.span, one.first)}",
        "one": one,
        "sides": [_side(label, reviews.get(name)) for name, label in Review.Side.choices],
        "points": figures.get("points"),
        "rows": [_figure(row) for row in figures.get("rows", [])],
        "form": form,
        "reason": reason,
        "writes": bool(side) and not one.is_closed,
        "handed": side in given,
        "closes": side == "manager" and not one.is_closed and given == {"self", "manager"},
        "agrees": side == "self" and one.is_closed and not one.agreed_at,
        "may_reopen": one.is_closed and actor.may("administer", "scorecard") and side != "self",
    }
    faults = form.errors or reason.errors
    return render(request, "steering/evaluation.html", context, status=422 if faults else 200)


def _side(label: Any, review: Review | None) -> dict[str, Any]:
    marks = review.marks if review else {}
    return {
        "label": label,
        "review": review,
        "marks": [(PERSPECTIVES[one][0], MARK_WORDS[marks[one]]) for one in PERSPECTIVES if one in marks],
    }


def _figure(row: list[Any]) -> dict[str, Any]:
    name, value, goal, currency, light = row
    measured = BY_NAME[name]
    reached = None if value is None else Decimal(value)
    return {
        "label": measured.label,
        "value": words.spell(measured, reached, currency),
        "goal": words.spell(measured, Decimal(goal), currency),
        "tone": light,
        "light": words.light_word(light),
    }


@require_POST
def close(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    """Close it with the figures of now."""
    return _turned(request, evaluation_id, actions.close_evaluation, _("The evaluation is closed."))


@require_POST
def agree(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    """Say that one agrees."""
    return _turned(request, evaluation_id, actions.agree, _("You agreed."))


def _turned(request: HttpRequest, evaluation_id: int, act: Callable[..., None], said: str) -> HttpResponse:
    one = _evaluation(evaluation_id)
    try:
        act(one, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect("evaluation", evaluation_id=one.pk)


@require_POST
def reopen(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    """Have it written in again."""
    one, form = _evaluation(evaluation_id), ReasonForm(request.POST)
    if not request.actor.may("administer", "scorecard"):
        raise PermissionDenied
    done = tried(
        request,
        form,
        lambda: (
            actions.reopen_evaluation(one, form.cleaned_data["reason"], actor=request.actor, at=clock.now()) or True
        ),
    )
    if done:
        messages.success(request, _("The evaluation is open again."))
        return redirect("evaluation", evaluation_id=one.pk)
    return _page(request, one, ReviewForm(), form, queries.reviews_of(one))
