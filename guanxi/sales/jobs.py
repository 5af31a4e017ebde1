"""Jobs of sales: a few lines each; one of a kind at a time, also where a killed worker left one behind."""

from procrastinate.contrib.django import app

from guanxi.core import apart, clock
from guanxi.core.actor import acting_as_system
from guanxi.sales.actions import learning, outlook
from guanxi.sales.actions.results import sum_results
from guanxi.sales.actions.steering import bring_up_to_date


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="funnel", lock="funnel", pass_context=False)
def refresh_funnel(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Write those months of the funnel anew in which something changed."""
    bring_up_to_date()


@app.periodic(cron="*/2 * * * *")
@app.task(queue="housekeeping", queueing_lock="chances", lock="chances", pass_context=False)
def learn_chances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Learn win chances, unless it was done today; soon, so that who imports his history sees what it says."""
    with acting_as_system("chances"):
        due = learning.is_due(clock.now())
    if due:
        apart.do(learn)


def learn() -> None:
    """The learning itself, in a process of its own."""
    with acting_as_system("chances") as actor:
        learning.learn_chances(actor=actor, at=clock.now())


@app.periodic(cron="5-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="outlook", lock="outlook", pass_context=False)
def foresee_sales(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Foresee what will be won, unless it was done today."""
    with acting_as_system("outlook"):
        due = outlook.is_due(clock.now())
    if due:
        apart.do(foresee)


def foresee() -> None:
    """The foreseeing itself, in a process of its own."""
    with acting_as_system("outlook") as actor:
        outlook.foresee_sales(actor=actor, at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="results", lock="results", pass_context=False)
def refresh_results(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Sum up what each owner won and lost, unless it was done today."""
    with acting_as_system("results") as actor:
        sum_results(actor=actor, at=clock.now())
