"""A hand-over as a job, and its undo: a chunk per transaction, kind after kind, customers before what hangs on them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from guanxi.core import clock, holdings, kinds
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.holdings import Holding
from guanxi.core.models import Work
from guanxi.core.refused import Refused
from guanxi.staff.actions.notice import notify, quietly
from guanxi.staff.allotting import allot
from guanxi.staff.events import HANDED_OVER
from guanxi.staff.models import HandOver, Member
from guanxi.staff.succession import Plan
from guanxi.ui.work.telling import tell

NAME = "handover"
UNDO = "handover_undo"
CHUNK = 200
TITLE = gettext_noop("Hand over the work of {name}")
UNDO_TITLE = gettext_noop("Take back the hand-over of {name}'s work")
DONE = gettext_noop("The work of {name} was handed over: {done} records, {left} left behind.")
BACK = gettext_noop("The hand-over of {name}'s work was taken back: {done} records, {left} stay where they are by now.")
YOURS = gettext_noop("{sender} handed the work of {name} over to you: {number} records.")
AWAY = gettext_noop("{sender} took back the hand-over of {name}'s work: {number} records went from you.")


def step(work: Work, actor: Actor) -> bool:
    """One chunk of one kind; answers whether there is more."""
    plan = Plan.from_json(work.arguments["plan"])
    known = holdings.holdings()
    place = int(work.cursor.get("place", 0))
    if place >= len(known):
        return False
    holding, after = known[place], int(work.cursor.get("after", 0))
    ids = holding.held(plan.giver).ids(after, CHUNK)
    if ids:
        _move(work, plan, holding, ids, actor)
    dealt = int(work.cursor.get("dealt", 0)) + (len(ids) if holding.name == "customer" else 0)
    done = len(ids) < CHUNK
    work.cursor = {"place": place + done, "after": 0 if done else ids[-1], "dealt": dealt}
    work.done += len(ids)
    return place + done < len(known)


def _move(work: Work, plan: Plan, holding: Holding, ids: Sequence[int], actor: Actor) -> None:
    dealt = int(work.cursor.get("dealt", 0))
    shares: dict[int, list[int]] = defaultdict(list)
    for pk, taker in allot(plan, holding, ids, dealt=dealt).items():
        shares[taker].append(pk)
    for taker, given in shares.items():
        _carry(holding.move, given, taker, plan.giver, actor)
    left = {*holding.held(plan.giver).ids(ids[0] - 1, len(ids))} & {*ids}
    for taker, given in shares.items():
        gone = [pk for pk in given if pk not in left]
        _add(work, holding, taker, gone)
    work.result = {
        **work.result,
        "left": {**work.result.get("left", {}), holding.name: _left(work, holding) + len(left)},
    }


def _left(work: Work, holding: Holding) -> int:
    return int(work.result.get("left", {}).get(holding.name, 0))


def _carry(mover: holdings.Mover, ids: Sequence[int], taker: int, giver: int, actor: Actor) -> None:
    """Move them; what an action refuses (a taker deactivated meanwhile) stays, and is counted as left behind."""
    try:
        with transaction.atomic(), quietly():
            mover(ids, taker, giver=giver, actor=actor, at=clock.now())
    except Refused:
        return


def _add(work: Work, holding: Holding, taker: int, gone: Sequence[int]) -> None:
    moved = {**work.result.get("moved", {})}
    takers = {**work.result.get("takers", {})}
    moved[holding.name] = moved.get(holding.name, 0) + len(gone)
    takers[str(taker)] = takers.get(str(taker), 0) + len(gone)
    work.result = {**work.result, "moved": moved, "takers": takers}
    if holding.history is None and gone:
        # the history does not know these: the job itself remembers to whom they went
        noted = {**work.result.get("noted", {})}
        noted[holding.name] = [*noted.get(holding.name, []), *([pk, taker] for pk in gone)]
        work.result = {**work.result, "noted": noted}


def ended(work: Work, actor: Actor) -> None:
    """Note the outcome, and tell each taker once and whoever did it."""
    plan = Plan.from_json(work.arguments["plan"])
    moved, left = _counted(work), work.result.get("left", {})
    HandOver.objects.filter(work_id=work.pk).update(moved=moved, ended_at=clock.now())
    if work.state == Work.State.DONE:
        done = list(HandOver.objects.filter(work_id=work.pk).values_list("pk", flat=True))
        emit(Event(HANDED_OVER, done, actor, clock.now()))
    _tell(work, actor, plan.giver, YOURS, DONE, sum(moved.values()), sum(left.values()))


def _counted(work: Work) -> dict[str, int]:
    """How many of each kind changed hands, those too that went along with their customer; the work tells the same."""
    moved, takers = {}, Counter[str]()
    for holding in holdings.holdings():
        shares = holdings.tally(work.pk, holding)
        if holding.history is None:
            shares = dict(Counter(taker for _pk, taker in work.result.get("noted", {}).get(holding.name, [])))
        if shares:
            moved[holding.name] = sum(shares.values())
            takers.update({str(taker): number for taker, number in shares.items()})
    work.result = {**work.result, "moved": moved, "takers": dict(takers)}
    work.done = sum(moved.values()) + sum(work.result.get("left", {}).values())
    return moved


def undo_step(work: Work, actor: Actor) -> bool:
    """One chunk of what the hand-over moved: what its taker still holds goes back."""
    handed = HandOver.objects.get(pk=work.arguments["handover"])
    known = [*reversed(holdings.holdings())]
    place, after = int(work.cursor.get("place", 0)), int(work.cursor.get("after", 0))
    if place >= len(known):
        return False
    holding = known[place]
    rows = _moved(handed, holding, after)
    for (giver, taker), ids in _grouped(rows).items():
        before = len(ids)
        _carry(holding.back, ids, taker, giver, actor)
        back = _held_again(holding, giver, ids)
        _add(work, holding, taker, back)
        work.result = {**work.result, "left": {holding.name: _left(work, holding) + before - len(back), **_others(work, holding)}}  # fmt: skip
    done = len(rows) < CHUNK
    work.cursor = {"place": place + done, "after": 0 if done else rows[-1][0]}
    work.done += len(rows)
    return place + done < len(known)


def _others(work: Work, holding: Holding) -> dict[str, int]:
    return {name: number for name, number in work.result.get("left", {}).items() if name != holding.name}


def _moved(handed: HandOver, holding: Holding, after: int) -> list[tuple[int, int, int]]:
    if holding.history is not None:
        return holdings.moved_by(handed.work_id or 0, holding, after, CHUNK)
    job = Work.objects.filter(pk=handed.work_id or 0).first()
    noted: list[Any] = job.result.get("noted", {}).get(holding.name, []) if job else []
    return [(pk, handed.giver_id, taker) for pk, taker in sorted(noted) if pk > after][:CHUNK]


def _grouped(rows: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], list[int]]:
    grouped: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, giver, taker in rows:
        grouped[giver, taker].append(pk)
    return grouped


def _held_again(holding: Holding, giver: int, ids: Sequence[int]) -> list[int]:
    """Those of `ids` (ascending) that the giver holds."""
    found: set[int] = set()
    after, last = ids[0] - 1, ids[-1]
    while after < last:
        some = holding.held(giver).ids(after, CHUNK)
        found.update(some)
        after = some[-1] if len(some) == CHUNK else last
    return [pk for pk in ids if pk in found]


def undo_ended(work: Work, actor: Actor) -> None:
    """Note that it was taken back, and tell everybody."""
    handed = HandOver.objects.get(pk=work.arguments["handover"])
    moved, left = work.result.get("moved", {}), work.result.get("left", {})
    if work.state == Work.State.DONE:
        HandOver.objects.filter(pk=handed.pk).update(undone_at=clock.now())
    _tell(work, actor, handed.giver_id, AWAY, BACK, sum(moved.values()), sum(left.values()))


def _tell(work: Work, actor: Actor, giver: int, taker_said: str, said: str, done: int, left: int) -> None:
    names = dict(Member.objects.filter(pk__in=[giver, work.member_id or 0]).values_list("pk", "name"))
    name, sender = names.get(giver, ""), names.get(work.member_id or 0, "Guanxi")
    for taker, number in work.result.get("takers", {}).items():
        if number and int(taker):
            params = {"sender": sender, "name": name, "number": number}
            url = str(kinds.kind("customer").list_url())
            notify(int(taker), NAME, taker_said, params, url, actor=actor, at=clock.now())
    tell(work, actor, said, {"name": name, "done": done, "left": left}, work.url)
