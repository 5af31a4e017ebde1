"""Leads come in, one or many at a time: each is given to somebody by the rules, with its customer and its next step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_noop

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.customers import events as customer_events
from guanxi.intake.loading import stage
from guanxi.intake.loading.staging import new_ids
from guanxi.sales.events import ARRIVED
from guanxi.sales.leading import Desk, Placing
from guanxi.sales.models import LeadRule
from guanxi.sales.models.lead import LIVE, State
from guanxi.sales.queries import lead as queries
from guanxi.sales.searching import index_leads
from guanxi.staff.actions.notice import notify
from guanxi.timeline.actions.task import create_next_steps

ONE = gettext_noop("A lead came to you: {lead}")
MANY = gettext_noop("{number} leads came to you.")
TYPES = [
    ("id", "bigint"), ("name", "text"), ("reference", "text"), ("customer_id", "bigint"), ("contact_id", "bigint"), ("source", "text"),
    ("campaign", "text"), ("product_line", "text"), ("note", "text"), ("received_at", "timestamptz"), ("due_at", "timestamptz"),
    ("state", "text"), ("reason", "text"), ("next_step", "text"), ("assigned", "jsonb"), ("owner_id", "bigint"),
]  # fmt: skip


@dataclass(slots=True)
class Coming:
    """A lead on its way in. `made`: its customer came into being with it. `given`: `owner_id` was said, the rules are not asked."""

    name: str
    customer_id: int
    received_at: datetime
    reference: str = ""
    contact_id: int | None = None
    source: str = ""
    campaign: str = ""
    product_line: str = ""
    note: str = ""
    next_step: str = ""
    state: str = State.OPEN.value
    reason: str = ""
    made: bool = False
    given: bool = False
    owner_id: int | None = None
    due_at: datetime | None = None
    why: dict[str, Any] = field(default_factory=dict)
    id: int = 0


def arrive(coming: Sequence[Coming], *, actor: Actor, at: datetime, import_id: int | None = None) -> None:
    """Write leads whose customers are there; sets `id`, `owner_id`, `due_at` and `why` of each.

    They are written as the actor's own, in whose sight timeline and tasks are written too, and go to their owners last.
    """
    if not coming:
        return
    _place(coming)
    times = queries.response_times()
    for one in coming:
        one.due_at = one.due_at or queries.due_at(one.source, one.received_at, times)
    _write(coming, actor, at, import_id)
    emit(Event(ARRIVED, [one.id for one in coming], actor, at, {"import_id": import_id}))
    index_leads([(one.id, actor.member_id, one.name, one.reference) for one in coming], import_id=import_id)
    _next_steps(coming, actor, at, import_id)
    _hand_over(coming, actor, at)
    _tell(coming, actor, at)


def _place(coming: Sequence[Coming]) -> None:
    known = queries.known({one.customer_id for one in coming})
    desk: Desk | None = None
    given: dict[int, int] = {}
    for one in coming:
        if one.given or one.state not in LIVE:
            one.why = {"how": "given"} if one.given and one.owner_id else {}
            continue
        desk = desk or queries.desk()
        customer = known[one.customer_id]
        owner_id = given.get(one.customer_id, None if one.made else customer.owner_id)
        placed: Placing = desk.place(customer.facts(one), known_owner=owner_id)
        one.owner_id, one.why = placed.owner_id, placed.why
        if one.owner_id:
            given[one.customer_id] = one.owner_id  # two cards of one company go to one seller
    if desk and desk.moved:
        LeadRule.objects.bulk_update([rule for rule in desk.rules if rule.pk in desk.moved], ["last"])


def _write(coming: Sequence[Coming], actor: Actor, at: datetime, import_id: int | None) -> None:
    from psycopg.types.json import Jsonb

    with connection.cursor() as cursor:
        for one, key in zip(coming, new_ids(cursor, "sales_lead", len(coming)), strict=True):
            one.id = key
        rows = (
            [Jsonb(one.why) if name == "assigned" else actor.member_id if name == "owner_id" else getattr(one, name) for name, _type in TYPES]
            for one in coming
        )  # fmt: skip
        stage(cursor, "new_lead", TYPES, rows)
        names = ", ".join(name for name, _type in TYPES)
        cursor.execute(
            f"insert into sales_lead ({names}, created_at, updated_at, import_id)"  # noqa: S608 - constants
            f" select {names}, %s, %s, %s from pg_temp.new_lead order by id",
            [at, at, import_id],
        )


def _next_steps(coming: Sequence[Coming], actor: Actor, at: datetime, import_id: int | None) -> None:
    """What has an owner and a next step becomes a task of his, due with the first response."""
    given = [
        (one.next_step, one.owner_id, one.customer_id, one.contact_id, one.due_at)
        for one in coming
        if one.owner_id and one.next_step and one.state in LIVE
    ]
    create_next_steps(given, actor=actor, at=at, import_id=import_id)


def _hand_over(coming: Sequence[Coming], actor: Actor, at: datetime) -> None:
    nobodys = queries.known({one.customer_id for one in coming if not one.made and one.owner_id})
    by_owner: dict[int, list[int]] = {}
    for one in coming:
        if one.owner_id and one.customer_id in nobodys and nobodys[one.customer_id].owner_id is None:
            by_owner.setdefault(one.owner_id, []).append(one.customer_id)
    for owner_id, ids in by_owner.items():
        gone = list(dict.fromkeys(ids))
        data = {"before": dict.fromkeys(gone), "after": owner_id}
        emit(Event(customer_events.ASSIGNED, gone, actor, at, data))
    with connection.cursor() as cursor:
        cursor.execute(
            "select sales_lead_place(%s, %s::bigint[], %s)",
            [[one.id for one in coming], [one.owner_id for one in coming], [one.made for one in coming]],
        )


def _tell(coming: Sequence[Coming], actor: Actor, at: datetime) -> None:
    mine: dict[int, list[Coming]] = {}
    for one in coming:
        if one.owner_id and one.state in LIVE:
            mine.setdefault(one.owner_id, []).append(one)
    for owner_id, found in mine.items():
        if len(found) == 1:
            url = reverse("lead_record", args=[found[0].id])
            notify(owner_id, "sales.lead", ONE, {"lead": found[0].name}, url, actor=actor, at=at)
        else:
            notify(owner_id, "sales.lead", MANY, {"number": len(found)}, reverse("lead_list"), actor=actor, at=at)
