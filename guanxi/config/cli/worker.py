"""`guanxi worker`."""

from collections.abc import Callable
from typing import Any

import click

from guanxi.config.database import start_django

SIGN_OF_LIFE = 5.0  # seconds; housekeeping takes a worker for dead that was silent four times as long
AT_ONCE = 4  # jobs; they wait for the database most of the time


@click.command()
@click.option("--concurrency", default=AT_ONCE, show_default=True, help="Jobs done side by side.")
def command(*, concurrency: int) -> None:
    """Do the jobs: imports, exports, mails, housekeeping."""
    start_django()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            concurrency=concurrency,
            delete_jobs="successful",
            update_heartbeat_interval=SIGN_OF_LIFE,
            task_middleware=[_returning_connections],
        )


def _returning_connections(call_next: Callable[[], Any], *_: object) -> Any:
    """Each job runs in a thread with connections of its own: give them back when it ends."""
    from django.db import connections

    try:
        return call_next()
    finally:
        connections.close_all()
