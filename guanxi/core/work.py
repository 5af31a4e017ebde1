"""Work with progress: started by an action, done in chunks by the worker, resumed after a crash without doing anything twice.

A package registers a step per kind of work: `step(work, actor)` does one chunk inside the transaction it is given,
moves `work.cursor` and `work.done`, and answers whether there is more. The runner commits chunk and cursor together.
"""

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection
from django.utils.translation import gettext_noop

from guanxi.core import clock
from guanxi.core.actor import Actor, Through, UnknownMember, acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import Refused

log = logging.getLogger("guanxi.work")
Step = Callable[[Work, Actor], bool]
ENDED = (Work.State.DONE, Work.State.FAILED, Work.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class WorkKind:
    """How one kind of work is done; `ended` is called once, in the last transaction, whatever the outcome.

    Work with the same `lock` is done one after the other, in the order in which it was started. `apart`: in a process of
    its own, since it needs much memory.
    """

    name: str
    step: Step
    ended: Callable[[Work, Actor], None] | None = None
    through: Through = "job"
    through_id: Callable[[Work], str] = lambda work: str(work.pk)
    lock: Callable[[Work], str] | None = None
    apart: bool = False


class Unseen(Exception):
    """Its row is not there yet: what starts work from within a job hands it over on another connection, before its own commits."""


_kinds: dict[str, WorkKind] = {}


def register(kind: WorkKind) -> None:
    """Make a kind of work known; called from manifests."""
    _kinds[kind.name] = kind


def start(  # noqa: PLR0913 - every argument is a column of the row that is made
    kind: str,
    title: str,
    *,
    actor: Actor,
    at: datetime,
    arguments: dict[str, Any],
    title_params: dict[str, Any] | None = None,
    total: int | None = None,
    url: str = "",
) -> Work:
    """Write the work down and hand it to the worker in one transaction. `title` is a gettext msgid with {placeholders}."""
    if kind not in _kinds:
        raise KeyError(kind)
    work = Work.objects.create(
        kind=kind,
        title=title,
        title_params=title_params or {},
        member_id=actor.member_id,
        arguments=arguments,
        total=total,
        url=url,
        created_at=at,
    )
    _hand_over(work)
    return work


def _hand_over(work: Work) -> None:
    from guanxi.core import jobs

    kind = _kinds[work.kind]
    job = jobs.run_work_apart if kind.apart else jobs.run_work
    job.configure(lock=kind.lock(work) if kind.lock else None).defer(work_id=work.pk)


def cancel(work: Work) -> None:
    """Ask running work to stop after its present chunk."""
    Work.objects.filter(pk=work.pk).exclude(state__in=ENDED).update(cancel_asked=True)


def resume(work: Work) -> None:
    """Go on with failed or cancelled work where its last chunk committed."""
    changed = Work.objects.filter(pk=work.pk, state__in=(Work.State.FAILED, Work.State.CANCELLED)).update(
        state=Work.State.WAITING, cancel_asked=False, error="", ended_at=None
    )
    if changed:
        _hand_over(work)


def run(work_id: int) -> None:
    """Do the work to its end, one transaction per chunk. Called by the worker, again after a crash; safe to call twice."""
    with acting_as_system("work"):
        work = Work.objects.filter(pk=work_id).first()
    if work is None:
        raise Unseen(work_id)
    if work.state in ENDED:
        return
    try:
        while _chunk(work):
            pass
    except OperationalError:
        raise  # the database went away: the worker tries again, the cursor knows where
    except (Refused, UnknownMember) as refusal:
        _fail(work_id, str(refusal) if isinstance(refusal, Refused) else gettext_noop("The member was deactivated."))
    except Exception:
        log.exception("work %s failed", work_id)
        _fail(work_id, gettext_noop("An unexpected error stopped this. It is in the log under the number of this job."))


def _acting(work: Work) -> AbstractContextManager[Actor]:
    kind = _kinds[work.kind]
    if work.member_id is None:
        return acting_as_system(f"work:{work.pk}")
    return acting_as(work.member_id, through=kind.through, through_id=kind.through_id(work))


def _chunk(given: Work) -> bool:
    kind = _kinds[given.kind]
    with _acting(given) as actor:
        work = Work.objects.select_for_update().get(pk=given.pk)
        if work.state in ENDED:
            return False
        work.state = Work.State.RUNNING
        work.started_at = work.started_at or clock.now()
        more = False
        if work.cancel_asked:
            work.state = Work.State.CANCELLED
        else:
            more = kind.step(work, actor)
            if not more:
                work.state = Work.State.DONE
        if not more:
            _finish(work, kind, actor)
        work.save()
        announce(work)
    return more


def _finish(work: Work, kind: WorkKind, actor: Actor) -> None:
    work.ended_at = clock.now()
    if kind.ended:
        kind.ended(work, actor)


def _fail(work_id: int, sentence: str) -> None:
    with acting_as_system(f"work:{work_id}") as actor:
        work = Work.objects.select_for_update().get(pk=work_id)
        work.state, work.error = Work.State.FAILED, sentence
        _finish(work, _kinds[work.kind], actor)
        work.save()
        announce(work)


def announce(work: Work) -> None:
    """Tell the member's screens how far the work is (on commit)."""
    message = {
        "member": work.member_id,
        "topic": "work",
        "id": work.pk,
        "done": work.done,
        "total": work.total,
        "state": work.state,
    }
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('guanxi', %s)", [json.dumps(message)])


def mine(actor: Actor, *, limit: int = 20) -> list[Work]:
    """The member's latest work, newest first."""
    return list(Work.objects.filter(member=actor.member_id).order_by("-pk")[:limit])
