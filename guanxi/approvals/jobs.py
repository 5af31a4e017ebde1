"""Jobs of approvals: three lines each."""

from procrastinate.contrib.django import app

from guanxi.approvals.actions.remind import remind
from guanxi.core import clock
from guanxi.core.actor import acting_as_system


@app.periodic(cron="0 7 * * *")
@app.task(queue="housekeeping", queueing_lock="approvals", lock="approvals", pass_context=False)
def remind_approvers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Remind whoever let a decision wait past its day, a chunk per transaction."""
    more = 1
    while more:
        with acting_as_system("approvals") as actor:
            more = remind(actor=actor, at=clock.now())
