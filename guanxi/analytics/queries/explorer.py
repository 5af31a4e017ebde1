"""Asking the warehouse, as far as the actor sees: by a process of its own, at most two at a time, and kept until something changes."""

import fcntl
import hashlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.actions.fill import folder
from guanxi.analytics.metrics.asking import Scope
from guanxi.analytics.metrics.dimensions import DIMENSIONS, FACTS, Dimension
from guanxi.analytics.metrics.measures import MEASURES, Measure
from guanxi.analytics.queries.warehouse import listed
from guanxi.core.actor import Actor
from guanxi.core.refused import Refused

log = logging.getLogger("guanxi.analytics")
SCOPED = ("customer", "opportunity", "contract")
AT_ONCE = 2
PATIENCE = 15.0  # seconds for which a question waits for its turn
LONGEST = 45.0  # seconds that an answer may take
ANSWERS = ".answers"  # swept with the files after an hour
Rows = list[list[Any]]
Told = list[tuple[Rows, Rows]]  # per measure: its groups, and the whole


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks: measures by name, what they are split by and narrowed to, the days (both count)."""

    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    today: date
    first: date | None = None
    last: date | None = None
    only: dict[str, list[Any]] = field(default_factory=dict)

    def plain(self, measure: Measure, by: tuple[str, ...]) -> dict[str, Any]:
        """A question of one measure, as it is sent."""
        days = {name: day.isoformat() if day else None for name, day in (("first", self.first), ("last", self.last))}
        return {"measure": measure.name, "by": list(by), "only": self.only, "today": self.today.isoformat(), **days}


def scope_of(actor: Actor) -> Scope:
    """Whose rows count for this actor: the same members as in row-level security, and customers shared with him."""
    owners = {kind: sorted(actor.sight.owners.get(kind, [])) for kind in SCOPED if not actor.sees_all(kind)}
    return Scope(owners, sorted(actor.sight.shared_read) if "customer" in owners else [])


def measures_for(actor: Actor) -> list[Measure]:
    """Those whose records his roles show, and whose amounts he sees whole."""
    return [
        one
        for one in MEASURES
        if actor.may("see", FACTS[one.fact].needs) and not any(actor.masks(*name) for name in one.masked)
    ]


def dimensions_for(actor: Actor) -> list[Dimension]:
    """Those whose fields he sees whole: who sees them in part would find the rest by asking."""
    return [one for one in DIMENSIONS if not any(actor.masks(*name) for name in one.masked)]


def answers(asked: Asked, actor: Actor) -> Told | None:
    """Per measure the rows of its groups, and the whole; None where the warehouse was not filled yet. Raises `Refused`."""
    told = all_answers([asked], actor)
    return told[0] if told else None


def all_answers(asked: Sequence[Asked], actor: Actor) -> list[Told] | None:
    """The same for several questions: what was not kept is answered by one process together."""
    files = listed()
    if not files:
        return None
    scope = asdict(scope_of(actor))
    sent = [{"files": files, "questions": _questions(one), "scope": scope} for one in asked]
    places = [folder() / ANSWERS / f"{digest(one)}.json" for one in sent]
    found = [_kept(place) for place in places]
    missing = [place for place, one in enumerate(found) if one is None]
    if missing:
        together = {digest(one): one for place in missing for one in sent[place]["questions"]}  # each once
        rows = run({"files": files, "questions": [*together.values()], "scope": scope, "folder": str(folder())})
        told = dict(zip(together, rows, strict=True))
        for place in missing:
            found[place] = [told[digest(one)] for one in sent[place]["questions"]]
            _keep(places[place], found[place])
    return [_paired(one, rows or []) for one, rows in zip(asked, found, strict=True)]


def _questions(asked: Asked) -> list[dict[str, Any]]:
    asked_by = [asked.by, ()] if asked.by else [()]  # the groups, and all together
    return [asked.plain(one, by) for one in asked.measures for by in asked_by]


def _paired(asked: Asked, found: list[Rows]) -> Told:
    step = 2 if asked.by else 1
    return list(zip(found[::step], found[step - 1 :: step], strict=True))


def digest(plain: Any) -> str:
    """What names plain data: the same for the same."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def run(sent: dict[str, Any]) -> list[Rows]:
    """What a process of its own answers. Raises `Refused` where it takes too long, or too many ask."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "guanxi.analytics.warehouse.ask"]
    with _turn():
        try:
            told = subprocess.run(
                command,
                input=json.dumps(sent),
                capture_output=True,
                text=True,
                timeout=LONGEST,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused(
                _("This takes too long. Ask for fewer groups or a shorter period."), code="too_long"
            ) from None
    if told.returncode:
        log.error("the warehouse did not answer: %s", told.stderr[-2000:])
        raise Refused(_("An unexpected error stopped this. It stands in the log."))
    answered: list[Rows] = json.loads(told.stdout)
    return answered


@contextmanager
def _turn() -> Iterator[None]:
    """One of the places for those who ask; the kernel gives it back, whatever happens."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + PATIENCE
    while True:
        for number in range(AT_ONCE):
            with (folder() / f".asking-{number}").open("w") as place:
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() > until:
            raise Refused(_("Others are asking at this moment. Try again in a minute."), code="busy")
        time.sleep(0.1)


def _kept(path: Path) -> list[Rows] | None:
    try:
        found: list[Rows] = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return found


def _keep(path: Path, found: list[Rows] | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(found))
    unfinished.replace(path)
