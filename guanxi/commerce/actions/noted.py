"""Orders on their customers' timelines: one statement for all orders of an event."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, JSONObject

from guanxi.commerce.models import Order
from guanxi.core.events import Event
from guanxi.timeline.actions.entry import record_selected


def note_orders(event: Event) -> None:
    """An entry per order that has a customer, at the time it was ordered; an order's number is told once."""
    rows = Order.objects.filter(pk__in=event.ids, customer__isnull=False).values_list(
        "customer_id",
        "ordered_at",
        "number",
        "number",
        JSONObject(lines=F("line_count"), total=Cast("total", CharField()), currency=F("currency")),
        Value(""),
        "import_id",
    )
    record_selected("order", rows, actor=event.actor, at=event.at)
