"""What happens on timelines, as others may hear it. The ids of an event are entries, tasks or promises."""

from guanxi.core import events

RECORDED = events.declare("timeline.entry.recorded", "kind")
DONE = events.declare("timeline.task.done")
PROMISED = events.declare("timeline.promise.made")
KEPT = events.declare("timeline.promise.kept")
WITHDRAWN = events.declare("timeline.promise.withdrawn")
