"""Jobs of the kernel: three lines each."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from guanxi.core import apart, housekeeping, work

AGAIN = RetryStrategy(max_attempts=100, wait=2, linear_wait=2)


@app.task(queue="work", retry=AGAIN)
def run_work(work_id: int) -> None:
    """Do a piece of work to its end."""
    work.run(work_id)


@app.task(queue="work", retry=AGAIN)
def run_work_apart(work_id: int) -> None:
    """The same for work that needs much memory."""
    apart.do(work.run, work_id)


@app.periodic(cron="* * * * * */15")  # the sixth are seconds
@app.task(queue="housekeeping", queueing_lock="revive", pass_context=False)
def revive_stalled(timestamp: int) -> None:  # noqa: ARG001 - every periodic job is given its time
    """Hand jobs whose worker was killed to a living one."""
    housekeeping.revive_stalled()
