"""What happened, told to whoever is interested, inside the same transaction.

If B must be true for A to be true, A calls B. If B (in a higher package) is only interested, it subscribes here from
its manifest. Events are about many records at once (`ids`), so that an import of 10,000 rows tells it once.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guanxi.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is package.noun.past ("customers.customer.assigned"); `ids` are the records, `data` its declared payload."""

    name: str
    ids: list[int]
    actor: Actor
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Event], None]
_declared: dict[str, frozenset[str]] = {}
_handlers: dict[str, list[Handler]] = defaultdict(list)


def declare(name: str, *payload: str) -> str:
    """Make an event known with the keys of its payload; called in `<package>/events.py`."""
    _declared[name] = frozenset(payload)
    return name


def subscribe(name: str, handler: Handler) -> None:
    """Have `handler` called for every event of this name; raises KeyError for an event nobody declares."""
    if name not in _declared:
        raise KeyError(name)
    _handlers[name].append(handler)


def emit(event: Event) -> None:
    """Tell the subscribers, in the order they subscribed. The payload must have the declared shape."""
    if frozenset(event.data) != _declared[event.name]:
        raise TypeError(f"{event.name} carries {sorted(event.data)}, declared {sorted(_declared[event.name])}")
    if event.ids:
        for handler in _handlers[event.name]:
            handler(event)
