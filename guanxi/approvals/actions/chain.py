"""The rules that say what needs whose approval."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guanxi.approvals.documents import document
from guanxi.approvals.models import Chain, Step, Way
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.staff.models import Department, Member, Role

MOST_STEPS, MOST_DAYS = 5, 90


@transaction.atomic
def save_chain(chain: Chain | None, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Chain:
    """Make a rule (at the end) or change one. Steps are "manager", "above", "role:3" or "member:7", in order.

    What was asked before goes on as it was asked. Raises `Refused`.
    """
    actor.require("administer", "approval")
    last = Chain.objects.aggregate(last=Max("place"))["last"] or 0
    chain = chain or Chain(place=last + 1, document=values["document"])
    known = document(chain.document)
    chain.departments = [int(one) for one in values.get("departments") or []]
    if Department.objects.filter(pk__in=chain.departments).count() != len({*chain.departments}):
        raise Refused(_("Choose one from the list."), field="departments")
    chain.over_amount, chain.over_discount = values.get("over_amount"), values.get("over_discount")
    if chain.over_amount is not None and not 0 <= chain.over_amount < 10**15:
        raise Refused(_("An amount is at least 0 and has at most 15 digits."), field="over_amount")
    if chain.over_discount is not None and not 0 <= chain.over_discount <= 100:
        raise Refused(_("A discount lies between 0 and 100."), field="over_discount")
    chain.flags = [one for one in values.get("flags") or [] if one in known.flags]
    chain.days, chain.is_active = values.get("days") or 1, values.get("is_active", True)
    if not 1 <= chain.days <= MOST_DAYS:
        raise Refused(_("Between 1 and 90 days."), field="days")
    steps = _steps(values.get("steps") or [])
    chain.save()
    chain.steps.all().delete()
    for position, step in enumerate(steps, start=1):
        step.chain, step.position = chain, position
    Step.objects.bulk_create(steps)
    return chain


def _steps(given: Sequence[str]) -> list[Step]:
    words = list(dict.fromkeys(one for one in given if one))
    if not words or len(words) > MOST_STEPS:
        raise Refused(_("Say who is asked: one to five, one after the other."), field="step_1")
    return [_step(one) for one in words]


def _step(word: str) -> Step:
    way, _colon, number = word.partition(":")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    if way in {Way.MANAGER, Way.ABOVE}:
        return Step(way=way)
    if way == Way.ROLE and Role.objects.filter(pk=pk).exists():
        return Step(way=way, role_id=pk)
    if way == Way.MEMBER and Member.objects.filter(pk=pk, is_active=True).exists():
        return Step(way=way, member_id=pk)
    raise Refused(_("Choose one from the list."), field="step_1")


@transaction.atomic
def move_chain(chain: Chain, step: int, *, actor: Actor, at: datetime) -> None:
    """Have its people asked earlier (`step` -1) or later (1); at the end of the list nothing happens."""
    actor.require("administer", "approval")
    rules = list(Chain.objects.order_by("place", "pk").select_for_update())
    here = next((number for number, one in enumerate(rules) if one.pk == chain.pk), None)
    if here is None or not 0 <= here + step < len(rules):
        return
    rules[here], rules[here + step] = rules[here + step], rules[here]
    for place, one in enumerate(rules, start=1):
        one.place = place
    Chain.objects.bulk_update(rules, ["place"])


@transaction.atomic
def delete_chain(chain: Chain, *, actor: Actor, at: datetime) -> None:
    """Take a rule away; what was asked by it goes on."""
    actor.require("administer", "approval")
    chain.delete()
