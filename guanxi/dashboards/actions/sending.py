"""Sending what is due: each mail has a row, so that it goes out once, whatever happens on the way.

A mail is made first and noted as being sent in a transaction of its own; only then it goes. What is found noted by a later run was cut
off (the machine, the database or the worker died): nobody knows whether it went out, so only a person sends it again. The
connection to the mail server is opened before anything is noted, so that a server that is down leaves no doubt behind.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from guanxi.core import clock
from guanxi.core.actor import UnknownMember, acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.dashboards.dues import Rhythm, latest_due
from guanxi.dashboards.mailing import Board, as_receiver, figures_of, mail_of, zone_of
from guanxi.dashboards.models import Schedule, Sending, Stop
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company

log = logging.getLogger("guanxi.dashboards")
State = Sending.State
GIVEN_UP = timedelta(hours=12)  # a mail that could not go for so long is told as failed
KEPT = timedelta(days=90)  # what was sent


def plan(at: datetime) -> bool:
    """Write down what is due; answers whether anything waits to be sent. Acts as the system."""
    stopped = set(Stop.objects.values_list("schedule_id", "member_id"))
    kept = Q(member__is_active=True) | ~Q(dashboard__roles=[])  # of who left only what was given to roles goes on
    schedules = list(Schedule.objects.filter(kept, deleted_at=None, dashboard__deleted_at=None))
    members = Member.objects.filter(is_active=True, pk__in={pk for one in schedules for pk in one.members})
    known = {one.pk: one for one in members}
    rows = []
    for one in schedules:
        rhythm = Rhythm(one.every, one.hour, one.weekday, one.day)
        for pk in one.members:
            if pk not in known or (one.pk, pk) in stopped:
                continue
            due = latest_due(rhythm, zone_of(known[pk]), at)
            if due > one.since and at - due < GIVEN_UP:
                rows.append(Sending(schedule=one, member_id=pk, due=due))
    Sending.objects.bulk_create(rows, ignore_conflicts=True)
    Sending.objects.filter(due__lt=at - KEPT).delete()
    return waits()


def waits() -> bool:
    """Whether anything is to be sent, or was cut off."""
    return Sending.objects.filter(state__in=(State.WAITING, State.SENDING)).exists()


def send_waiting() -> None:
    """Send what waits, one after the other; only one run at a time. What is refused is told in the company's language."""
    with acting_as_system("dashboards"):
        language = company().language
    with translation.override(language):
        _send_all()


def _send_all() -> None:
    with acting_as_system("dashboards"):
        Sending.objects.filter(state=State.SENDING).update(state=State.UNSURE)
        waiting = list(Sending.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        try:
            _send(pk)
        except Unreachable as error:
            _wait(str(error))
            return


class Unreachable(Exception):
    """The mail server cannot be reached."""


def _send(pk: int) -> None:
    with acting_as_system("dashboards"):
        sending = Sending.objects.select_related("schedule__dashboard", "member").get(pk=pk)
        board = Board(sending.schedule.dashboard, list(tiles_of(sending.schedule.dashboard)), sending.schedule)
    if board.dashboard.deleted_at is not None or board.schedule.deleted_at is not None:
        _end(pk, State.DROPPED)
        return
    try:
        mail = _made(board, sending)
    except UnknownMember:
        _end(pk, State.DROPPED)
        return
    except Refused as refusal:
        _end(pk, State.FAILED, force_str(refusal.sentence))
        return
    except Exception:
        log.exception("sending %s was not made", pk)
        _end(pk, State.FAILED, _("An unexpected error stopped this. It stands in the log."))
        return
    connection = _connected()
    try:
        if _noted(pk):
            _hand_over(pk, connection, mail)
    finally:
        _closed(connection)


def _made(board: Board, sending: Sending) -> EmailMultiAlternatives:
    """The mail as its receiver may see it."""
    with (
        acting_as(sending.member_id, through="job", through_id=f"dashboard:{sending.pk}") as actor,
        as_receiver(sending.member),
    ):
        actor.require("see", "fact")
        figures = figures_of(board, actor=actor, at=clock.now())
        return mail_of(board, sending.member, figures, number=f"{sending.pk}-{sending.tries + 1}")


def _connected() -> Any:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise Unreachable(str(error)[:200]) from error
    return connection


def _noted(pk: int) -> bool:
    """Whether it still waits: now it is being sent."""
    with acting_as_system("dashboards"):
        one = Sending.objects.select_for_update().get(pk=pk)
        if one.state != State.WAITING:
            return False
        one.state, one.tries, one.error = State.SENDING, one.tries + 1, ""
        one.save(update_fields=["state", "tries", "error"])
        return True


def _hand_over(pk: int, connection: Any, mail: EmailMultiAlternatives) -> None:
    try:
        connection.send_messages([mail])
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
        _end(pk, State.FAILED, _said(error))
    except (SMTPException, OSError) as error:
        _end(pk, State.UNSURE, _said(error))
    else:
        _end(pk, State.SENT)


def _end(pk: int, state: str, error: str = "") -> None:
    with acting_as_system("dashboards"):
        sent_at = clock.now() if state == State.SENT else None
        Sending.objects.filter(pk=pk).update(state=state, error=error[:300], sent_at=sent_at)


def _wait(error: str) -> None:
    """The server is down: what waits goes later, what waited too long is told as failed."""
    words = _("The mail server cannot be reached: %(error)s") % {"error": error}
    with acting_as_system("dashboards"):
        waiting = Sending.objects.filter(state=State.WAITING)
        waiting.filter(due__lt=clock.now() - GIVEN_UP).update(state=State.FAILED, error=words[:300])
        waiting.update(error=words[:300])


def _said(error: Exception) -> str:
    """What the mail server said, in one line."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _closed(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        return  # it is gone already
