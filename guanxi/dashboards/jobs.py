"""Jobs of dashboards: three lines each."""

from procrastinate.contrib.django import app

from guanxi.core import apart, clock
from guanxi.core.actor import acting_as_system
from guanxi.dashboards.actions import sending


@app.periodic(cron="*/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="dashboards-due", pass_context=False)
def plan_mails(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Write down which mails are due, and have them sent."""
    with acting_as_system("dashboards"):
        waits = sending.plan(clock.now())
    if waits:
        send_waiting.defer()


@app.task(queue="work", lock="dashboards")
def send_waiting() -> None:
    """Send what waits, in a process of its own, which holds what makes files."""
    with acting_as_system("dashboards"):
        waits = sending.waits()
    if waits:
        apart.do(sending.send_waiting)
