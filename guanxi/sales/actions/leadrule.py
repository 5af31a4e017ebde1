"""The rules by which leads are shared out, and how soon they are to be answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.leading import CONDITIONS
from guanxi.sales.models import LeadRule, ResponseTime
from guanxi.staff.models import Member

MOST_WORDS, LONGEST, MOST_HOURS = 50, 120, 24 * 365


@transaction.atomic
def save_rule(rule: LeadRule | None, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> LeadRule:
    """Make a rule (at the end) or change one: lists of words per condition, `way`, `members`, `most`, `is_active`."""
    actor.require("administer", "lead")
    last = LeadRule.objects.aggregate(last=Max("place"))["last"] or 0
    rule = rule or LeadRule(place=last + 1)
    for name in CONDITIONS:
        setattr(rule, name, _words(name, values.get(name) or []))
    rule.way, rule.is_active = values["way"], values.get("is_active", True)
    if rule.way not in LeadRule.Way.values:
        raise Refused(_("Choose one from the list."), field="way")
    members = list(dict.fromkeys(int(getattr(one, "pk", one)) for one in values.get("members") or []))
    if rule.way == LeadRule.Way.POOL:
        members = []
    elif not members:
        raise Refused(_("Say who gets the leads."), field="members")
    elif rule.way == LeadRule.Way.MEMBER and len(members) > 1:
        raise Refused(_("Choose one colleague, or let several take turns."), field="members")
    if Member.objects.filter(pk__in=members).count() != len(members):
        raise Refused(_("Choose a colleague who works here."), field="members")
    rule.members, rule.most = members, values.get("most")
    if rule.most is not None and not 1 <= rule.most <= 100_000:
        raise Refused(_("The limit is at least 1."), field="most")
    rule.save()
    return rule


def _words(name: str, given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if len(found) > MOST_WORDS or any(len(one) > LONGEST for one in found):
        raise Refused(_("At most 50 words of 120 characters each."), field=name)
    return found


@transaction.atomic
def move_rule(rule: LeadRule, step: int, *, actor: Actor, at: datetime) -> None:
    """Ask it one place earlier (`step` -1) or later (1); at the end of the list nothing happens."""
    actor.require("administer", "lead")
    rules = list(LeadRule.objects.order_by("place", "pk").select_for_update())
    here = next((number for number, one in enumerate(rules) if one.pk == rule.pk), None)
    if here is None or not 0 <= here + step < len(rules):
        return
    rules[here], rules[here + step] = rules[here + step], rules[here]
    for place, one in enumerate(rules, start=1):
        one.place = place
    LeadRule.objects.bulk_update(rules, ["place"])


@transaction.atomic
def delete_rule(rule: LeadRule, *, actor: Actor, at: datetime) -> None:
    """Take a rule away; what it gave to whom stays."""
    actor.require("administer", "lead")
    rule.delete()


@transaction.atomic
def save_response_times(rows: Sequence[tuple[str, int]], *, actor: Actor, at: datetime) -> None:
    """Hours until a first response is due, by source; "" for all others, which stays as it is when left out."""
    actor.require("administer", "lead")
    found: dict[str, tuple[str, int]] = {}
    for source, hours in rows:
        if not 1 <= hours <= MOST_HOURS:
            raise Refused(_("Say a number of hours, at most a year."))
        if source.strip().casefold() in found:
            raise Refused(_("A source stands there twice."))
        found[source.strip().casefold()] = (source.strip(), hours)
    ResponseTime.objects.exclude(source="").delete()
    for source, hours in found.values():
        ResponseTime.objects.update_or_create(source=source, defaults={"hours": hours})
