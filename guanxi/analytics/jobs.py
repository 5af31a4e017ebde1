"""Jobs of analytics: three lines each."""

from procrastinate.contrib.django import app

from guanxi.analytics.actions.fill import fill_hourly
from guanxi.analytics.actions.foresee import foresee_daily, foresee_new
from guanxi.analytics.actions.propose import propose
from guanxi.analytics.actions.reckon import reckon_daily
from guanxi.analytics.actions.survey import survey_daily
from guanxi.core import clock
from guanxi.core.actor import acting_as_system


@app.periodic(cron="8-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="value", lock="value", pass_context=False)
def reckon_value(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Reckon what customers are worth, unless it was done today."""
    with acting_as_system("value") as actor:
        reckon_daily(actor=actor, at=clock.now())


@app.periodic(cron="1-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="survey", lock="survey", pass_context=False)
def look_at_customers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Look at customers in four dimensions, unless it was done today and what they are worth was not reckoned since."""
    with acting_as_system("survey") as actor:
        survey_daily(actor=actor, at=clock.now())


@app.periodic(cron="1-59/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="warehouse", lock="warehouse", pass_context=False)
def fill_warehouse(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Bring the warehouse up to date: once an hour where something changed, soon where it never was."""
    with acting_as_system("warehouse") as actor:
        fill_hourly(actor=actor, at=clock.now())


@app.periodic(cron="3-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="foresee", lock="foresee", pass_context=False)
def tell_chances(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Tell chances, unless it was done today; then of the leads that came since."""
    with acting_as_system("foresee") as actor:
        if foresee_daily(actor=actor, at=clock.now()) is None:
            foresee_new(actor=actor, at=clock.now())


@app.periodic(cron="4-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="proposals", lock="proposals", pass_context=False)
def propose_steps(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Write the first step with each customer once a day, a chunk per transaction."""
    more = True
    while more:
        with acting_as_system("proposals") as actor:
            more = propose(actor=actor, at=clock.now())
