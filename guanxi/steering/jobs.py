"""Jobs of steering: three lines each."""

from procrastinate.contrib.django import app

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.staff.queries.company import today_of
from guanxi.steering.actions import evaluation, reckon, statement, usage


@app.periodic(cron="9-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="scorecards", lock="scorecards", pass_context=False)
def reckon_scorecards(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Reckon open scorecards, where goals or figures are newer."""
    with acting_as_system("scorecards") as actor:
        reckon.reckon_stale(actor=actor, at=clock.now())


@app.periodic(cron="5-59/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="incentives", lock="incentives", pass_context=False)
def reckon_incentives(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Reckon open statements of incentives, where records changed."""
    with acting_as_system("incentives") as actor:
        statement.reckon_stale(actor=actor, at=clock.now())


@app.periodic(cron="15 * * * *")
@app.task(queue="housekeeping", queueing_lock="evaluations", lock="evaluations", pass_context=False)
def remind_of_evaluations(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Remind those whose word is missing."""
    with acting_as_system("evaluations") as actor:
        evaluation.remind(actor=actor, at=clock.now(), today=today_of(clock.now()))


@app.periodic(cron="20 * * * *")
@app.task(queue="housekeeping", queueing_lock="rollout", lock="rollout", pass_context=False)
def count_rollout(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it over
    """Count who writes what, and what is known of customers."""
    with acting_as_system("rollout"):
        usage.count(clock.now())
