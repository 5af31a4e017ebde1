"""Jobs of sales: three lines each."""

from procrastinate.contrib.django import app

from guanxi.sales.actions.steering import bring_up_to_date


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="funnel", pass_context=False)
def refresh_funnel(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Write those months of the funnel anew in which something changed."""
    bring_up_to_date()
