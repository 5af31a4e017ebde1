"""Statements of incentives: reckoned from records, closed, corrected in the next one, spoken about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from guanxi.analytics.queries.warehouse import latest_fill
from guanxi.approvals.actions.approval import ask, is_covered
from guanxi.approvals.models import Approval
from guanxi.approvals.queries.approval import latest_of
from guanxi.approvals.rules import Facts, covers
from guanxi.core import clock, work
from guanxi.core.actor import Actor, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Member
from guanxi.staff.queries.company import today_of
from guanxi.steering import paying, periods
from guanxi.steering.approving import facts_of
from guanxi.steering.models import Line, Remark, Scheme, Statement
from guanxi.steering.paying import Item
from guanxi.steering.queries import counting

NAME = "incentives"
TITLE = gettext_noop("Reckon incentives")
ASKED = gettext_noop("{who} has a question about the incentive of {period}.")
ANSWERED = gettext_noop("{who} answered about your incentive of {period}.")
BACK = 12  # closed periods that are still corrected
Made = list[tuple[Statement | None, paying.Line]]


def reckon(*, actor: Actor, at: datetime) -> Work | None:
    """Hand it to the worker, unless it is under way."""
    actor.require("administer", "incentive")
    with acting_as_system("incentives"):
        if Work.objects.filter(kind=NAME).exclude(state__in=work.ENDED).exists():
            return None
        total = Scheme.objects.exclude(state=Scheme.State.DRAFT).count()
    return work.start(NAME, TITLE, actor=actor, at=at, arguments={}, total=total, url=reverse("incentives"))


def reckon_stale(*, actor: Actor, at: datetime) -> Work | None:
    """The same where the warehouse was filled since the last time, so where records changed; None else."""
    last = Work.objects.filter(kind=NAME, state=Work.State.DONE).order_by("-ended_at").first()
    fill = latest_fill()
    done, filled = (last.ended_at if last else None), (fill.ended_at if fill else None)
    fresh = done is not None and (filled is None or filled <= done)
    if fresh or not Scheme.objects.exclude(state=Scheme.State.DRAFT).exists():
        return None
    return reckon(actor=actor, at=at)


def step(job: Work, actor: Actor) -> bool:
    """The next scheme that was ever in force."""
    with acting_as_system("incentives"):
        rows = Scheme.objects.exclude(state=Scheme.State.DRAFT).filter(pk__gt=job.cursor.get("after", 0))
        scheme = rows.select_related("department").order_by("pk").first()
        if scheme is None:
            return False
        reckon_scheme(scheme, clock.now())
    job.done += 1
    job.cursor = {"after": scheme.pk}
    return True


def reckon_scheme(scheme: Scheme, now: datetime) -> None:
    """Write the open statements of a scheme anew; what changed in closed ones goes into the first open one. Called by the system."""
    statements = list(Statement.objects.select_for_update().filter(scheme=scheme).order_by("first", "pk"))
    closed: dict[int, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.is_closed:
            closed[one.member_id].append(one)
    members = sorted({*counting.members_of(scheme), *(one.member_id for one in statements)})
    entitled = set(counting.members_of(scheme))
    for place, first in enumerate(_open_periods(scheme, statements, now)):
        found = _own(scheme, sorted(entitled), first)
        made: dict[int, Made] = {one: [(None, line) for line in rows] for one, rows in found.items()}
        if place == 0:
            for member, more in _corrections(scheme, closed).items():
                made.setdefault(member, []).extend(more)
        there = {one.member_id for one in statements if one.first == first}
        for member in members:
            if made.get(member) or member in there:
                _write(scheme, member, first, made.get(member, []), now)


def _open_periods(scheme: Scheme, statements: Iterable[Statement], now: datetime) -> list[date]:
    """The periods after the last closed one, the present one included."""
    ended = [one.first for one in statements if one.is_closed]
    begin = periods.after(scheme.span, max(ended)) if ended else scheme.begins
    today, found = today_of(now), []
    while begin is not None and begin <= today:
        found.append(begin)
        begin = periods.after(scheme.span, begin)
    return found


def _own(scheme: Scheme, members: Sequence[int], first: date) -> dict[int, list[paying.Line]]:
    if scheme.ends and first > scheme.ends:
        return {}
    terms = counting.terms_of(scheme)
    found = counting.items(scheme, members, first, periods.last_of(scheme.span, first))
    return {member: paying.lines(terms, items) for member, items in found.items()}


def _corrections(scheme: Scheme, closed: dict[int, list[Statement]]) -> dict[int, Made]:
    """What closed statements would say today, less what they and earlier corrections said: per record."""
    told: dict[int, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    was: dict[tuple[int, Any], Line] = {}
    late = {one.pk: one for rows in closed.values() for one in rows[-BACK:]}
    rows = Line.objects.filter(Q(statement__in=late, corrects=None) | Q(corrects__in=late, statement__state="closed"))
    for line in rows.order_by("pk"):
        about = line.corrects_id or line.statement_id
        told[about][line.kind, line.record] += line.payout
        was[about, (line.kind, line.record)] = line
    now: dict[date, dict[int, list[paying.Line]]] = {}
    found: dict[int, Made] = defaultdict(list)
    for one in late.values():
        if one.first not in now:
            now[one.first] = _own(scheme, sorted(closed), one.first)
        fresh = {line.item.key: line for line in now[one.first].get(one.member_id, [])}
        for key in sorted({*fresh, *told[one.pk]}):
            change = (fresh[key].payout if key in fresh else 0) - told[one.pk][key]
            if change:
                item = fresh[key].item if key in fresh else _gone(was[one.pk, key])
                found[one.member_id].append((one, paying.Line(item, (), Fraction(change), change)))
    return found


def _gone(line: Line) -> Item:
    """A record that counts no longer."""
    return Item(line.kind, line.record, line.title, line.day, line.amount, line.percent, Fraction(0))


def _write(scheme: Scheme, member: int, first: date, made: Made, now: datetime) -> None:
    statement, _new = Statement.objects.get_or_create(
        scheme=scheme, member_id=member, first=first, defaults={"reckoned_at": now}
    )
    Line.objects.filter(statement=statement).delete()
    Line.objects.bulk_create(
        Line(
            statement=statement, place=place, corrects=about, kind=line.item.kind, record=line.item.record,
            title=line.item.title[:200], day=line.item.day, amount=line.item.amount, percent=line.item.percent,
            counted=_decimal(line.item.counted), parts=[[str(_decimal(part)), str(_decimal(100 * rate))] for part, rate in line.parts],
            payout=line.payout,
        )
        for place, (about, line) in enumerate(made, start=1)
    )  # fmt: skip
    payout = sum(line.payout for _about, line in made)
    Statement.objects.filter(pk=statement.pk).update(payout=payout, reckoned_at=now)


def _decimal(number: Fraction) -> Decimal:
    """A fraction of which at most four decimals are told; what is counted has two."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.0001")).normalize() + 0


class NeedsApproval(Refused):
    """Somebody has to agree before the period is closed."""

    code = "needs_approval"


def close_period(scheme: Scheme, first: date, *, actor: Actor, at: datetime) -> int:
    """Have the statements of a period stay as they are, as they would be now; answers how many. Raises `Refused`."""
    facts = _as_now(scheme, first, actor, at)
    if facts is not None and not is_covered(facts):
        raise NeedsApproval(_("It needs approval before it is closed."))
    said = {"state": Statement.State.CLOSED, "closed_by_id": actor.member_id, "closed_at": at}
    return Statement.objects.filter(scheme=scheme, state=Statement.State.OPEN, first=first).update(**said)


def ask_to_close(scheme: Scheme, first: date, *, actor: Actor, at: datetime) -> Approval:
    """Ask those whom the rules name to approve the closing of a period with the sums of now. Raises `Refused`."""
    facts = _as_now(scheme, first, actor, at)
    if facts is None:
        raise Refused(_("There is nothing to close."))
    last = latest_of(facts.document, facts.record_id)
    if last is not None and last.state == Approval.State.WAITING and covers(last, facts):
        raise Refused(_("It waits for approval already."))
    return ask(facts, reason=gettext("To be closed with these sums."), actor=actor, at=at)


def _as_now(scheme: Scheme, first: date, actor: Actor, at: datetime) -> Facts | None:
    """The open statements of a period as they would be now, as rules see them; None without any. Raises `Refused` where it cannot be closed."""
    actor.require("administer", "incentive")
    if not actor.sees_all("incentive"):
        raise NotAllowed(_("Incentives are closed by those who see everybody's."))
    today = today_of(at)
    if periods.last_of(scheme.span, first) >= today:
        raise Refused(_("The period is not over yet."))
    rows = Statement.objects.filter(scheme=scheme, state=Statement.State.OPEN)
    if rows.filter(first__lt=first).exists():
        raise Refused(_("Close the periods before it first."))
    with acting_as_system("incentives"):
        reckon_scheme(scheme, at)
    found = list(rows.filter(first=first).select_related("member"))
    return facts_of(scheme, found, actor.member_id, today) if found else None


def remark(statement: Statement, text: str, *, actor: Actor, at: datetime) -> None:
    """Say something about a statement: the member's question goes to his manager and to those who close, an answer to him."""
    if not text.strip():
        raise Refused(_("Write what it is about."), field="text")
    if actor.member_id is None:
        raise NotAllowed(_("Only members can say something here."))
    Remark.objects.create(statement=statement, member_id=actor.member_id, at=at, text=text.strip()[:2000])
    me = Member.objects.get(pk=actor.member_id)
    told = {"who": me.name, "period": periods.written(statement.scheme.span, statement.first)}
    url = reverse("incentive_statement", args=[statement.pk])
    mine = statement.member_id == actor.member_id
    receivers = _answerable(me) if mine else [statement.member_id]
    for member in receivers:
        notify(member, "incentive", ASKED if mine else ANSWERED, told, url, actor=actor, at=at)


def _answerable(member: Member) -> list[int]:
    """His manager, and whoever closes incentives."""
    wanted = {"roles__grants__kind": "incentive", "roles__grants__verbs__contains": ["administer"], "is_active": True}
    found = set(Member.objects.filter(**wanted).values_list("pk", flat=True))
    return sorted(found | ({member.manager_id} if member.manager_id else set()))
