"""Doing one thing to many records: assign, tag, edit one field, delete, restore.

Up to 200 chosen records are done at once; more, or everything that fits a filter, becomes work that walks the records by
id. What cannot be done is left out with its reason, and everything else is done.
"""

import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import Error, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind
from guanxi.core.refused import NotAllowed, Refused
from guanxi.ui.lists import inputs
from guanxi.ui.records import facts

AT_ONCE = 200
SAMPLES = 50
FORBIDDEN = "42501"


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done to many records; `needs` is the power it takes."""

    name: str
    label: str | Promise
    icon: str
    needs: str
    asks: bool = True


VERBS = (
    Verb("assign", _("Hand over"), "user-check", "assign"),
    Verb("tag", _("Tag"), "tag", "edit"),
    Verb("edit", _("Edit"), "pencil", "edit"),
    Verb("delete", _("Delete"), "trash", "delete", asks=False),
)
RESTORE = Verb("restore", _("Restore"), "arrow-back-up", "delete", asks=False)


@dataclass(slots=True)
class Outcome:
    """How many were done; what was left out, by reason, with some examples [id, title, reason]."""

    done: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[int, str, str]] = field(default_factory=list)

    def leave_out(self, record_id: int, title: str, reason: str) -> None:
        """One record that could not be done."""
        self.left_out[reason] += 1
        if len(self.samples) < SAMPLES:
            self.samples.append((record_id, title, reason))


def offered(kind: Kind, actor: Actor) -> list[Verb]:
    """What this actor may do to many records of this kind."""
    return [one for one in VERBS if getattr(kind.verbs, one.name) is not None and actor.may(one.needs, kind.name)]


def verb(kind: Kind, name: str, actor: Actor) -> Verb:
    """The verb called `name`; raises `NotAllowed` where it is not offered."""
    for one in (*VERBS, RESTORE):
        if one.name == name and getattr(kind.verbs, name) is not None and actor.may(one.needs, kind.name):
            return one
    raise NotAllowed(_("Your roles do not allow this. Ask an administrator to change them."))


def editable_fields(kind: Kind, actor: Actor) -> list[Field]:
    """The fields that can be set on many records: not the title, which is each record's own."""
    return [one for one in kind.fields[1:] if one.name != facts.OWNER and facts.editable(kind, one, actor)]


def carry_out(
    kind: Kind, name: str, ids: Sequence[int], values: dict[str, Any], *, actor: Actor, at: datetime
) -> Outcome:
    """Do `name` to these records. `values`: assign {owner}, tag {add, remove}, edit {field, value}."""
    verb(kind, name, actor)
    outcome = Outcome()
    if name == "edit":
        _edit(kind, ids, values, outcome, actor=actor, at=at)
        return outcome
    do = _doing(kind, name, values, actor=actor, at=at)
    try:
        with savepoint():
            outcome.done = do(list(ids))
        missing = len(ids) - outcome.done
        if missing > 0:
            outcome.left_out[gettext("Already so, or not yours to change.")] = missing
    except Refused:
        outcome.done = 0
        _one_by_one(kind, ids, do, outcome)
    return outcome


def _doing(kind: Kind, name: str, values: dict[str, Any], *, actor: Actor, at: datetime) -> Callable[[list[int]], int]:
    act: Callable[..., int] = getattr(kind.verbs, name)
    match name:
        case "assign":
            return lambda ids: act(ids, values["owner"], actor=actor, at=at)
        case "tag":
            return lambda ids: act(ids, values["add"], values["remove"], actor=actor, at=at)
    return lambda ids: act(ids, actor=actor, at=at)


def _one_by_one(kind: Kind, ids: Sequence[int], do: Callable[[list[int]], int], outcome: Outcome) -> None:
    """When one of them refuses, the others are still done."""
    records = {one.pk: one for one in kind.model._default_manager.filter(pk__in=ids)}
    for pk in ids:
        try:
            with savepoint():
                done = do([pk])
            outcome.done += done
            if not done:
                outcome.left_out[gettext("Already so, or not yours to change.")] += 1
        except Refused as refused:
            outcome.leave_out(pk, kind.title(records[pk]) if pk in records else "", str(refused.sentence))


def _edit(
    kind: Kind, ids: Sequence[int], values: dict[str, Any], outcome: Outcome, *, actor: Actor, at: datetime
) -> None:
    if kind.verbs.edit is None:
        raise NotAllowed(_("These records cannot be edited."))
    records = {one.pk: one for one in kind.rows(actor).filter(pk__in=ids)}
    for pk in ids:
        if pk not in records:
            outcome.leave_out(pk, "", gettext("Not there any more."))
            continue
        try:
            with savepoint():
                kind.verbs.edit(records[pk], {values["field"]: values["value"]}, actor=actor, at=at)
            outcome.done += 1
        except Refused as refused:
            outcome.leave_out(pk, kind.title(records[pk]), str(refused.sentence))


@contextmanager
def savepoint() -> Iterator[None]:
    """What fails leaves nothing behind; a "no" of the database is a refusal like any other."""
    try:
        with transaction.atomic():
            yield
    except Error as error:
        if getattr(error.__cause__, "sqlstate", "") != FORBIDDEN:
            raise
        raise NotAllowed(_("You may see this record, but not change it.")) from error


def cleaned(kind: Kind, name: str, given: dict[str, list[str]], actor: Actor) -> dict[str, Any]:
    """The values of a verb out of what a form sent (kept as it came, so that work can read it again); raises `Refused`."""
    if name == "assign":
        owner = kind.field(facts.OWNER)
        return {"owner": _clean(inputs.form_field(kind, owner, required=True), given.get("owner", []), "owner")}
    if name == "tag":
        add, remove = (inputs.words(",".join(given.get(key, []))) for key in ("add", "remove"))
        if not add and not remove:
            raise Refused(_("Write at least one tag."), field="add")
        return {"add": add, "remove": remove}
    if name == "edit":
        wanted = (given.get("field") or [""])[0]
        one = next((one for one in editable_fields(kind, actor) if one.name == wanted), None)
        if one is None:
            raise Refused(_("Choose a field."), field="field")
        return {"field": one.name, "value": _clean(inputs.form_field(kind, one), given.get("value", []), "value")}
    return {}


def _clean(form_field: Any, given: list[str], name: str) -> Any:
    from django.core.exceptions import ValidationError

    try:
        return form_field.clean(given[0] if given else "")
    except ValidationError as error:
        raise Refused(error.messages[0], field=name) from None


def tongue() -> dict[str, str]:
    """The language and time zone of the page that starts work, for its arguments."""
    return {
        "language": translation.get_language() or "",
        "time_zone": timezone.get_current_timezone_name(),
    }


@contextmanager
def speaking(actor: Actor, asked: Mapping[str, str]) -> Iterator[None]:
    """In the member's language and time zone, for what work writes down; `asked` as `tongue` noted it at the start.

    Most members have chosen neither: they read in their browser's language and in the company's time zone.
    """
    people: Any = get_user_model()._default_manager
    member = people.filter(pk=actor.member_id).first()
    language = getattr(member, "language", "") or asked.get("language") or translation.get_language() or "en"
    zone = getattr(member, "time_zone", "") or asked.get("time_zone")
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone) if zone else None):
        yield
