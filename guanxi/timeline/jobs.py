"""Jobs of the timeline: three lines each."""

from procrastinate.contrib.django import app

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.timeline.actions.attachment import remove_orphans


@app.periodic(cron="17 3 * * *")
@app.task(queue="housekeeping", queueing_lock="attachments", pass_context=False)
def clean_attachments(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Delete contents that belong to no entry any more."""
    with acting_as_system("attachments"):
        remove_orphans(at=clock.now())
