"""Moves of opportunities on their customers' timelines: one statement for all moves of an event."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from guanxi.core.events import Event
from guanxi.sales.models import Move, Stage
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
