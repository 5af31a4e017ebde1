"""What happens on timelines, as others may hear it. The ids of an event are entries or tasks."""

from guanxi.core import events

RECORDED = events.declare("timeline.entry.recorded", "kind")
DONE = events.declare("timeline.task.done")
