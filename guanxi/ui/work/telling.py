"""Saying how a piece of work ended."""

from typing import Any

from guanxi.core import clock, events
from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.ui.events import WORK_ENDED


def tell(job: Work, actor: Actor, sentence: str, params: dict[str, Any], url: str) -> None:
    """Say that a job has ended; staff turns it into a notice."""
    data = {"member_id": job.member_id, "sentence": sentence, "params": params, "url": url}
    events.emit(events.Event(WORK_ENDED, [job.pk], actor, clock.now(), data))


def tell_end(job: Work, actor: Actor, done: str, stopped: str, params: dict[str, Any], url: str = "") -> None:
    """Say to whoever asked for it that it was done, or that an error stopped it; nothing where he stopped it himself."""
    if job.member_id is not None and job.state != Work.State.CANCELLED:
        tell(job, actor, done if job.state == Work.State.DONE else stopped, params, url or f"/work/{job.pk}/")
