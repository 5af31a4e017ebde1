"""Moves of opportunities and turns of quotes on their customers' timelines: one statement for all of an event."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from guanxi.core.events import Event
from guanxi.sales.models import Move, Quote, Stage
from guanxi.timeline.actions.entry import record_selected


def _named(column: str) -> Subquery:
    return Subquery(Stage.objects.filter(pk=OuterRef(column)).values("name")[:1])


def note_moves(event: Event) -> None:
    """An entry per move of an opportunity that has a customer, with the stages as they are called now."""
    rows = Move.objects.filter(pk__in=event.ids, opportunity__customer__isnull=False).values_list(
        "opportunity__customer_id",
        "at",
        Concat(Value("move:"), Cast("pk", CharField())),
        "opportunity__name",
        JSONObject(
            opportunity=F("opportunity_id"),
            before=F("from_stage"),
            after=F("to_stage"),
            before_name=_named("from_stage"),
            after_name=_named("to_stage"),
            state=Subquery(Stage.objects.filter(pk=OuterRef("to_stage")).values("kind")[:1]),
            back=F("takes_back_id"),
        ),
        Value(""),
        "import_id",
    )
    record_selected("opportunity", rows, actor=event.actor, at=event.at)


def note_quotes(event: Event) -> None:
    """An entry per quote that was sent, answered or withdrawn, with what it came to."""
    data = event.data
    rows = Quote.objects.filter(pk__in=event.ids, customer__isnull=False).values_list(
        "customer_id",
        Value(event.at),
        Concat(Cast("pk", CharField()), Value(":"), Cast("version", CharField()), Value(f":{data['what']}")),
        "number",
        JSONObject(
            quote=F("pk"),
            version=F("version"),
            total=Cast("total", CharField()),
            currency=F("currency"),
            what=Value(data["what"]),
            by=Value(data["by"]),
            note=Value(data["note"]),
        ),
        Value(""),
        "import_id",
    )
    record_selected("quote", rows, actor=event.actor, at=event.at)
