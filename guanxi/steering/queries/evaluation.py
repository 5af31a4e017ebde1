"""Evaluations, read."""

from guanxi.core.actor import Actor
from guanxi.staff.models import Member
from guanxi.steering.models import Evaluation, Review

MOST = 200
CHOICES = 500  # members to choose from


def evaluations(actor: Actor, *, mine: bool) -> list[Evaluation]:
    """The actor's own, or those of colleagues that he sees; newest period first, by name."""
    rows = Evaluation.objects.select_related("member", "manager").prefetch_related("reviews")
    rows = rows.filter(member=actor.member_id) if mine else rows.exclude(member=actor.member_id)
    return list(rows.order_by("-first", "member__name_sort", "pk")[:MOST])


def evaluation_of(evaluation_id: int) -> Evaluation:
    """One that the actor sees; raises `Evaluation.DoesNotExist`."""
    people = ("member", "manager", "closed_by", "reopened_by")
    return Evaluation.objects.select_related(*people).get(pk=evaluation_id)


def reviews_of(evaluation: Evaluation) -> dict[str, Review]:
    """What was written, by side, as far as the actor reads it."""
    return {one.side: one for one in Review.objects.filter(evaluation=evaluation).select_related("written_by")}


def candidates(actor: Actor) -> list[Member]:
    """Whom the actor may evaluate: active members in his data scope, himself left out."""
    rows = Member.objects.filter(is_active=True).exclude(pk=actor.member_id or 0)
    if not actor.sees_all("scorecard"):
        rows = rows.filter(pk__in=actor.sight.owners.get("scorecard", []))
    return list(rows.order_by("name_sort", "pk")[:CHOICES])
