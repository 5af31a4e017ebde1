"""Bulk work: walks the records by id, a chunk per transaction, so that after a crash none is done twice and none left out."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from guanxi.core import clock, kinds, work
from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.models import Work
from guanxi.ui.lists import filters
from guanxi.ui.lists.asking import Ask, BadFilter
from guanxi.ui.records import bulk
from guanxi.ui.work.telling import tell

NAME = "bulk"
CHUNK = 200
TITLES = {
    "assign": gettext_noop("Hand over {kind}"),
    "tag": gettext_noop("Tag {kind}"),
    "edit": gettext_noop("Edit {kind}"),
    "delete": gettext_noop("Delete {kind}"),
    "restore": gettext_noop("Restore {kind}"),
}
DONE = gettext_noop("{title}: {done} done, {left_out} left out")


def start(
    kind: Kind,
    verb: str,
    given: dict[str, list[str]],
    chosen: dict[str, Any],
    *,
    total: int | None,
    actor: Actor,
    at: datetime,
) -> Work:
    """Hand a verb on many records to the worker. `chosen` is {"ids": […]} or {"filter": tree as JSON}."""
    bulk.cleaned(kind, verb, given, actor)
    arguments = {"kind": kind.name, "verb": verb, "given": given, "at": at.isoformat()}
    arguments |= {**bulk.tongue(), **chosen}
    params = {"kind": str(kind.plural)}
    return work.start(
        NAME,
        TITLES[verb],
        actor=actor,
        at=at,
        arguments=arguments,
        title_params=params,
        total=total,
        url=str(kind.list_url()),
    )


def undo_url(job: Work) -> str:
    """Where deleting work that is over is taken back; "" for all other work."""
    done = job.kind == NAME and job.arguments.get("verb") == "delete" and job.state in work.ENDED
    if not done or not (job.result or {}).get("done"):
        return ""
    return reverse(f"{job.arguments['kind']}_undo_work", args=[job.pk])


def take_back(kind: Kind, job: Work, *, actor: Actor, at: datetime) -> Work:
    """Restore what `job` deleted and nobody has restored since; all of it was deleted at one moment."""
    bulk.verb(kind, "restore", actor)
    chosen = {"binned_at": job.arguments["at"]}
    return start(kind, "restore", {}, chosen, total=job.result["done"], actor=actor, at=at)


def rows_of(kind: Kind, arguments: dict[str, Any], actor: Actor) -> Any:
    """The records that stored arguments mean, as the actor sees them now; "today" stays the day it was asked on."""
    rows: Any = kind.rows(actor)
    if "ids" in arguments:
        rows = kind.model._default_manager.all() if arguments.get("verb") == "restore" else rows
        return rows.filter(pk__in=arguments["ids"])
    if "binned_at" in arguments:
        return kind.model._default_manager.filter(deleted_at=datetime.fromisoformat(arguments["binned_at"]))
    tree, problems = filters.parse(arguments["filter"], kind, actor)
    if problems:
        raise BadFilter(problems[0].sentence)
    return filters.narrow(rows, tree, Ask(kind, actor, datetime.fromisoformat(arguments["at"])))


def step(job: Work, actor: Actor) -> bool:
    """One chunk; answers whether there is more."""
    kind = kinds.kind(job.arguments["kind"])
    with bulk.speaking(actor, job.arguments):
        rows = rows_of(kind, job.arguments, actor).order_by("pk")
        if "until" not in job.cursor:
            # what is made while this runs is not part of it
            job.cursor = {"after": 0, "until": rows.reverse().values_list("pk", flat=True).first() or 0}
        ids = list(
            rows.filter(pk__gt=job.cursor["after"], pk__lte=job.cursor["until"]).values_list("pk", flat=True)[:CHUNK]
        )
        if ids:
            values = bulk.cleaned(kind, job.arguments["verb"], job.arguments["given"], actor)
            outcome = bulk.carry_out(kind, job.arguments["verb"], ids, values, actor=actor, at=_moment(job))
            _add(job, outcome)
            job.cursor = {**job.cursor, "after": ids[-1]}
            job.done += len(ids)
    return len(ids) == CHUNK


def _moment(job: Work) -> datetime:
    """What one job deletes is deleted at one moment, by which it is found again to be taken back."""
    return datetime.fromisoformat(job.arguments["at"]) if job.arguments["verb"] == "delete" else clock.now()


def _add(job: Work, outcome: bulk.Outcome) -> None:
    before = job.result or {"done": 0, "left_out": {}, "samples": []}
    job.result = {
        "done": before["done"] + outcome.done,
        "left_out": dict(Counter(before["left_out"]) + outcome.left_out),
        "samples": (before["samples"] + [list(one) for one in outcome.samples])[: bulk.SAMPLES],
    }


def ended(job: Work, actor: Actor) -> None:
    """Tell the member."""
    done = job.result.get("done", 0)
    left_out = sum(job.result.get("left_out", {}).values())
    tell(job, actor, DONE, {"title": title_told(job), "done": done, "left_out": left_out}, f"/work/{job.pk}/")


def title_of(job: Work) -> str:
    """The title of a job in the active language."""
    return gettext(job.title).format(**job.title_params)


def title_told(job: Work) -> dict[str, Any]:
    """The title of a job as a notice takes it: put into words when it is read, in the reader's language."""
    return {"sentence": job.title, "params": job.title_params}
