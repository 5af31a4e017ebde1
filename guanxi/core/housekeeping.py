"""What keeps the house in order without anybody asking."""

import logging

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

log = logging.getLogger("guanxi.work")
SILENT_SECONDS = 20  # workers give a sign of life every five


async def _revive() -> int:
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the next one of its kind is queued already and does the same; others wait behind it
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    return len(stalled)


def revive_stalled() -> int:
    """Queue jobs again whose worker stopped answering (killed, powered off); answers how many."""
    count = async_to_sync(_revive)()
    if count:
        log.warning("%s stalled jobs were handed to a living worker", count)
    return count
