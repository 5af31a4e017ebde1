"""Jobs of the page kit: three lines each."""

from procrastinate.contrib.django import app

from guanxi.ui.records import exporting


@app.periodic(cron="17 * * * *")
@app.task(queue="housekeeping", queueing_lock="sweep_exports", pass_context=False)
def sweep_exports(timestamp: int) -> None:  # noqa: ARG001 - given by the clock of the worker
    """Delete exported files that were kept for their seven days."""
    exporting.sweep()
