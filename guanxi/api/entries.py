"""Timeline entries: read by key for one customer, added, never changed."""

from typing import Any, Literal

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from ninja import Query, Router, Schema
from pydantic import Field

from guanxi.api import cursors
from guanxi.api.routers import LARGEST_PAGE, RecordId, allowed, answered
from guanxi.api.schemas import Id, Moment, words
from guanxi.core import clock
from guanxi.customers.models import Customer
from guanxi.timeline.actions.entry import record
from guanxi.timeline.models import Entry

router = Router(tags=["Timeline"])


class AskedEntries(Schema):
    """A page of a timeline."""

    cursor: str = Field("", max_length=400)
    limit: int = Field(40, ge=1, le=LARGEST_PAGE)


class NewEntry(Schema):
    """Something that happened. `key` names it at its source: sent twice, it is recorded once."""

    kind: Literal["note", "call", "visit", "mail", "chat"]
    text: words() = ""  # type: ignore[valid-type]
    subject: words(300) = ""  # type: ignore[valid-type]
    happened_at: Moment | None = None
    channel: Literal["", "visit", "phone", "mail", "chat", "social", "portal"] = ""
    direction: Literal["", "in", "out"] = ""
    duration: int | None = Field(None, ge=0, le=7 * 24 * 3600, description="seconds")
    outcome: words(120) = ""  # type: ignore[valid-type]
    contact: Id | None = None
    key: words(200) | None = None  # type: ignore[valid-type]


def _written(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "customer": entry.customer_id,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "member": entry.member_id,
        "contact": entry.contact_id,
        "channel": entry.channel,
        "direction": entry.direction,
        "duration": entry.duration,
        "outcome": entry.outcome,
        "subject": entry.subject,
        "text": entry.text,
        "data": entry.data,
        "corrects": entry.corrects_id,
    }


def _visible(request: HttpRequest, pk: int) -> Customer:
    found = Customer.objects.alive().visible_to(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@router.get("/customers/{pk}/entries", operation_id="list_entry", summary="A customer's timeline, newest first")
def listed(request: HttpRequest, pk: RecordId, asked: Query[AskedEntries]) -> HttpResponse:
    """Entries newest first; `next` is the cursor of the older ones."""
    allowed(request, "entry", "read")
    customer = _visible(request, pk)
    rows = Entry.objects.filter(customer=customer).order_by("-at", "-pk")
    key = cursors.read("entries", asked.cursor)
    if key is not None:
        moment = parse_datetime(key[0])
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=key[1]))
    found = list(rows[: asked.limit + 1])
    page = found[: asked.limit]
    last = page[-1] if len(found) > asked.limit else None
    following = cursors.made("entries", last.at.isoformat(), last.pk) if last else None
    return answered({"items": [_written(entry) for entry in page], "next": following})


@router.post("/customers/{pk}/entries", operation_id="create_entry", summary="Record what happened")
def recorded(request: HttpRequest, pk: RecordId, given: NewEntry) -> HttpResponse:
    """Add an entry to a customer's timeline."""
    allowed(request, "entry", "write")
    _visible(request, pk)
    values = given.model_dump()
    contact = values.pop("contact")
    entry = record(pk, values.pop("kind"), contact_id=contact, actor=request.actor, at=clock.now(), **values)  # type: ignore[attr-defined]
    return answered(_written(entry), 201)
