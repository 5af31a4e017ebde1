"""Jobs of contracts: three lines each."""

from procrastinate.contrib.django import app

from guanxi.contracts.actions.watch import tell_overdue, warn_of_endings
from guanxi.core import clock
from guanxi.core.actor import acting_as_system


@app.periodic(cron="30 6 * * *")
@app.task(queue="housekeeping", queueing_lock="contracts", lock="contracts", pass_context=False)
def watch_contracts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Tell of contracts that end soon and of instalments that are overdue, a chunk per transaction."""
    for step in (warn_of_endings, tell_overdue):
        more = 1
        while more:
            with acting_as_system("contracts") as actor:
                more = step(actor=actor, at=clock.now())
