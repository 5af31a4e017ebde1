"""Evaluations: opened for a period, written from both sides, closed with the figures as they stand, agreed to, opened again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.steering import periods
from guanxi.steering.measured import PERSPECTIVES
from guanxi.steering.models import Card, Evaluation, Review
from guanxi.steering.queries.card import card_at, judge

MARKS = range(1, 6)
OPENED = gettext_noop("Your evaluation of {period} is open until {day}: write how you see it.")
GIVEN = gettext_noop("{who} wrote about the evaluation of {period}.")
CLOSED = gettext_noop("Your evaluation of {period} is closed. Read it, and say whether you agree.")
AGREED = gettext_noop("{who} agrees with the evaluation of {period}.")
REMIND = gettext_noop("The evaluation of {who} for {period} waits for what you write.")


def open_run(
    span: str, first: date, members: Iterable[int], due_on: date, *, actor: Actor, at: datetime
) -> list[Evaluation]:
    """Open an evaluation for each of the members, by the actor; those who have one keep it. Raises `Refused`."""
    actor.require("edit", "scorecard")
    if actor.member_id is None:
        raise NotAllowed(_("A member evaluates, not the system."))
    if due_on < at.date():
        raise Refused(_("Choose a day to come."), field="due_on")
    there = set(Evaluation.objects.filter(span=span, first=first).values_list("member_id", flat=True))
    wanted = [one for one in Member.objects.filter(pk__in=set(members), is_active=True) if one.pk not in there]
    if not wanted:
        raise Refused(
            _("Nobody is left to open one for: everybody chosen has one, or nobody was chosen."), field="member"
        )
    made: list[Evaluation] = []
    try:
        with transaction.atomic():
            for who in wanted:
                given = {"due_on": due_on, "opened_at": at, "manager_id": actor.member_id}
                made.append(Evaluation.objects.create(span=span, first=first, member=who, **given))
    except ProgrammingError as error:  # the policy of the table: himself, or outside the data scope
        raise NotAllowed(_("You may evaluate those whose scorecards you may set, and not yourself.")) from error
    for one in made:
        told = {"period": periods.written(span, first), "day": due_on.isoformat()}
        notify(one.member_id, "evaluation", OPENED, told, _url(one), actor=actor, at=at)
    return made


def side_of(evaluation: Evaluation, member_id: int | None) -> str:
    """The side on which a member writes; "" for neither."""
    if member_id is None:
        return ""
    sides = {evaluation.manager_id: Review.Side.MANAGER, evaluation.member_id: Review.Side.SELF}
    return str(sides.get(member_id, ""))


def write_review(
    evaluation: Evaluation, words: str, marks: Mapping[str, int], *, give: bool, actor: Actor, at: datetime
) -> Review:
    """Keep what the actor writes on his side; `give` hands it in, so that the other side reads it. Raises `Refused`."""
    side = side_of(evaluation, actor.member_id)
    if not side:
        raise NotAllowed(_("This evaluation is written by the member and whoever evaluates him."))
    if evaluation.is_closed:
        raise Refused(_("This evaluation is closed."))
    if any(name not in PERSPECTIVES or mark not in MARKS for name, mark in marks.items()):
        raise Refused(_("Marks are 1 to 5."))
    if give and not words.strip():
        raise Refused(_("Write a few words before you hand it in."), field="words")
    there = Review.objects.filter(evaluation=evaluation, side=side).first()
    if there and there.given_at and not give:
        raise Refused(_("It was handed in already. Hand in the new one to replace it."))
    said: dict[str, Any] = {
        "words": words.strip(), "marks": dict(marks), "written_by_id": actor.member_id, "written_at": at,
        "given_at": at if give else None,
    }  # fmt: skip
    review, _made = Review.objects.update_or_create(evaluation=evaluation, side=side, defaults=said)
    if give:
        other = evaluation.member_id if side == Review.Side.MANAGER else evaluation.manager_id
        told = {"who": str(review.written_by), "period": periods.written(evaluation.span, evaluation.first)}
        notify(other, "evaluation", GIVEN, told, _url(evaluation), actor=actor, at=at)
    return review


def close_evaluation(evaluation: Evaluation, *, actor: Actor, at: datetime) -> None:
    """Close it with the figures as they stand now. Both sides have to be handed in. Raises `Refused`."""
    if evaluation.manager_id != actor.member_id:
        raise NotAllowed(_("It is closed by whoever evaluates."))
    given = set(Review.objects.filter(evaluation=evaluation).exclude(given_at=None).values_list("side", flat=True))
    if evaluation.is_closed or given != {"self", "manager"}:
        raise Refused(_("It is closed once both sides were handed in."))
    figures = figures_now(evaluation)
    said = {"state": Evaluation.State.CLOSED, "figures": figures, "closed_by_id": actor.member_id, "closed_at": at}
    Evaluation.objects.filter(pk=evaluation.pk).update(agreed_at=None, **said)
    told = {"period": periods.written(evaluation.span, evaluation.first)}
    notify(evaluation.member_id, "evaluation", CLOSED, told, _url(evaluation), actor=actor, at=at)


def figures_now(evaluation: Evaluation) -> dict[str, Any]:
    """What the member's scorecard of the period says now; {} without one that the reader sees."""
    whose = {
        "span": evaluation.span,
        "first": evaluation.first,
        "member_id": evaluation.member_id,
        "department_id": None,
    }
    card: Card | None = card_at(whose)
    if card is None:
        return {}
    shown = judge(card)
    rows = [
        [
            row.goal.measure,
            None if row.value is None else str(row.value),
            str(row.goal.goal),
            row.goal.currency,
            row.judged.light,
        ]
        for row in shown.rows
    ]
    return {"points": shown.points, "rows": rows}


def agree(evaluation: Evaluation, *, actor: Actor, at: datetime) -> None:
    """The member says that he agrees. Raises `Refused`."""
    if evaluation.member_id != actor.member_id:
        raise NotAllowed(_("Only the member can agree."))
    if not Evaluation.objects.filter(pk=evaluation.pk, state="closed", agreed_at=None).update(agreed_at=at):
        raise Refused(_("There is nothing to agree to."))
    told = {
        "who": evaluation.member.name,
        "period": periods.written(evaluation.span, evaluation.first),
    }
    notify(evaluation.manager_id, "evaluation", AGREED, told, _url(evaluation), actor=actor, at=at)


def reopen_evaluation(evaluation: Evaluation, reason: str, *, actor: Actor, at: datetime) -> None:
    """Have it written in again; the page says so from then on. Raises `Refused`."""
    actor.require("administer", "scorecard")
    if evaluation.member_id == actor.member_id:
        raise NotAllowed(_("Your own evaluation is opened again by somebody else."))
    if not reason.strip():
        raise Refused(_("Say why it is opened again."), field="reason")
    said = {"reopened_by_id": actor.member_id, "reopened_at": at, "reason": reason.strip()[:300], "agreed_at": None}
    if not Evaluation.objects.filter(pk=evaluation.pk, state="closed").update(state="open", **said):
        raise Refused(_("It is open already."))


def remind(*, actor: Actor, at: datetime, today: date) -> int:
    """Tell those whose word is missing on the last day and, once a week, after it; answers how many notices. Called by the system."""
    rows = (
        Evaluation.objects.filter(state="open", due_on__lte=today).select_related("member").prefetch_related("reviews")
    )
    told = 0
    for one in rows:
        if one.reminded_on and (today - one.reminded_on).days < 7:
            continue
        given = {review.side for review in one.reviews.all() if review.given_at}
        words = {"who": one.member.name, "period": periods.written(one.span, one.first)}
        for side, member in (("self", one.member_id), ("manager", one.manager_id)):
            if side not in given:
                notify(member, "evaluation", REMIND, words, _url(one), actor=actor, at=at)
                told += 1
        Evaluation.objects.filter(pk=one.pk).update(reminded_on=today)
    return told


def _url(evaluation: Evaluation) -> str:
    return reverse("evaluation", args=[evaluation.pk])
