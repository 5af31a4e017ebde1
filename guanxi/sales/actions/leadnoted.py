"""Leads on their customers' timelines: one statement for all leads of an event."""

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Value
from django.db.models.functions import Cast, Concat, JSONObject

from guanxi.core.events import Event
from guanxi.sales.models import Lead
from guanxi.timeline.actions.entry import record_selected


def note_arrivals(event: Event) -> None:
    """Somebody showed interest."""
    rows = Lead.objects.filter(pk__in=event.ids).values_list(
        "customer_id", "received_at", _key("came"), "name",
        JSONObject(lead=F("id"), source=F("source"), campaign=F("campaign")), Value(""), "import_id",
    )  # fmt: skip
    record_selected("lead", rows, actor=event.actor, at=event.at)


def note_ends(event: Event) -> None:
    """A lead became an opportunity, or came to nothing."""
    moment = Value(event.at, output_field=DateTimeField())
    key = Concat(_key("ended"), Value(f":{event.at.isoformat()}"), output_field=CharField())
    said = {"state": F("state"), "reason": F("reason"), "note": F("reason_note"), "opportunity": F("opportunity_id")}
    rows = Lead.objects.filter(pk__in=event.ids).values_list(
        "customer_id", moment, key, "name", JSONObject(lead=F("id"), **said), Value(""), Cast(Value(None), BigIntegerField()),
    )  # fmt: skip
    record_selected("lead", rows, actor=event.actor, at=event.at)


def _key(word: str) -> Concat:
    return Concat(Value(f"lead:{word}:"), Cast("pk", CharField()), output_field=CharField())
