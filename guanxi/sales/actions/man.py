"""Saying how far money, authority and need are there: the level on the opportunity, the word and its evidence in the log."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.actions.move import check_stage, require_change
from guanxi.sales.models import Judgement, Level, Opportunity, Stage, Subject

LONGEST = 2000


@transaction.atomic
def judge(
    opportunity: Opportunity, subject: str, level: str, evidence: str, *, actor: Actor, at: datetime
) -> Judgement | None:
    """Say a level ("" for unknown) and by what evidence; None where both are as they were. Raises `Refused`.

    What its stage asks for is not taken back: raises `Missing`.
    """
    require_change(opportunity, actor)
    if subject not in Subject.values or level not in {"", *Level.values}:
        raise Refused(_("Choose one from the list."), field="level")
    evidence = evidence.strip()
    if level and not evidence:
        raise Refused(_("Say by what you know it: who said it, or what you saw."), field="evidence")
    if len(evidence) > LONGEST:
        raise Refused(_("The evidence has at most 2,000 characters."), field="evidence")
    locked = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    last = Judgement.objects.filter(opportunity=locked, subject=subject).order_by("-pk").first()
    if getattr(locked, subject) == level and (last.evidence if last else "") == evidence:
        return None
    if getattr(locked, subject) != level:
        setattr(locked, subject, level)
        stage = Stage.objects.get(pk=locked.stage)
        if {subject, f"{subject}_yes"} & set(stage.required):
            check_stage(locked, stage)
        locked.save(update_fields=[subject])
        setattr(opportunity, subject, level)
    return _note(locked, subject, evidence, actor=actor, at=at)


def note_levels(opportunity: Opportunity, before: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """Put into the log which levels differ from those of `before`: set in a list or by a program, without evidence."""
    for subject, level in before.items():
        if getattr(opportunity, subject) != level:
            _note(opportunity, subject, "", actor=actor, at=at)


def _note(opportunity: Opportunity, subject: str, evidence: str, *, actor: Actor, at: datetime) -> Judgement:
    return Judgement.objects.create(
        opportunity=opportunity,
        subject=subject,
        level=getattr(opportunity, subject),
        evidence=evidence,
        at=at,
        member_id=actor.member_id,
    )
