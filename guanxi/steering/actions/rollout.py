"""Phases of a roll-out and their aims: set, changed and taken away by whoever administers scorecards of everybody."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.steering.actions.usage import reach
from guanxi.steering.models import Aim, Phase
from guanxi.steering.rollout import BY_NAME, TEMPLATE

HIGHEST = {"share": 100, "number": 1000}


def may_keep(actor: Actor) -> bool:
    """Whether the actor keeps the phases."""
    return actor.may("administer", "scorecard") and actor.sees_all("scorecard")


def _door(actor: Actor) -> None:
    if not may_keep(actor):
        raise NotAllowed(_("Phases are kept by those who administer the scorecards of everybody."))


def save_phase(phase: Phase | None, name: str, begins: date, ends: date, *, actor: Actor, at: datetime) -> Phase:
    """Set up a phase, or change one. Raises `Refused`."""
    _door(actor)
    if not name.strip():
        raise Refused(_("Give the phase a name."), field="name")
    if ends < begins:
        raise Refused(_("A phase ends after it begins."), field="ends")
    told = {"name": name.strip(), "begins": begins, "ends": ends}
    across = Phase.objects.filter(begins__lte=ends, ends__gte=begins).exclude(pk=phase.pk if phase else 0).first()
    if across:
        sentence = gettext("These days overlap with the phase “{name}”.")
        raise Refused(sentence.format(name=across.name), field="begins")
    if phase is None:
        return Phase.objects.create(**told, made_by_id=actor.member_id, made_at=at)
    Phase.objects.filter(pk=phase.pk).update(**told)
    return phase


def delete_phase(phase: Phase, *, actor: Actor) -> None:
    """Take a phase away with its aims."""
    _door(actor)
    Phase.objects.filter(pk=phase.pk).delete()


def set_aim(phase: Phase, measure: str, target: Decimal, department_id: int | None, *, actor: Actor) -> Aim:
    """What a measure is to reach in a phase; one that was set is replaced. Raises `Refused`."""
    _door(actor)
    use = BY_NAME.get(measure)
    if use is None:
        raise Refused(_("Choose what is measured."), field="measure")
    if department_id and not use.of_team:
        raise Refused(_("This is measured for the company alone."), field="department")
    if not 0 < target <= HIGHEST[use.unit]:
        sentence = gettext("Give a number above 0 and up to {highest}.")
        raise Refused(sentence.format(highest=HIGHEST[use.unit]), field="target")
    named: dict[str, Any] = {"phase": phase, "measure": measure, "department_id": department_id}
    aim, _made = Aim.objects.update_or_create(**named, defaults={"target": target})
    return aim


def reach_now(today: date, at: datetime) -> None:
    """Have what was set judged by what was counted last, so that nobody waits an hour for the figure."""
    with acting_as_system("rollout"):
        reach(today, at)


def drop_aim(aim: Aim, *, actor: Actor) -> None:
    """Take an aim away."""
    _door(actor)
    Aim.objects.filter(pk=aim.pk).delete()


def use_template(today: date, *, actor: Actor, at: datetime) -> list[Phase]:
    """Three phases from today on, with aims of the company. Raises `Refused` where there are phases."""
    _door(actor)
    if Phase.objects.exists():
        raise Refused(_("There are phases already. Change those."))
    made, begins = [], today
    for name, days, aims in TEMPLATE:
        phase = save_phase(None, str(name), begins, begins + timedelta(days=days - 1), actor=actor, at=at)
        for measure, target in aims:
            set_aim(phase, measure, Decimal(target), None, actor=actor)
        made.append(phase)
        begins = phase.ends + timedelta(days=1)
    return made
