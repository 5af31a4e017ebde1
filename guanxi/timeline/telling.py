"""Telling customers by mail who looks after them now: a job that writes each of them once, whatever happens on the way.

A mail is noted as being sent in one transaction and sent in the next. What is found noted but was not begun by this very run was
cut off (the machine, the database or the worker died meanwhile): nobody knows whether it went out, so it is never sent again by
itself. The connection to the mail server is opened before anything is noted, so that a server that is down leaves no doubt behind.
"""

from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from guanxi.core import clock, holdings
from guanxi.core.actor import Actor
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.staff.models import HandOver, Member
from guanxi.staff.succession import Plan
from guanxi.timeline.actions.entry import record
from guanxi.timeline.models import Farewell
from guanxi.timeline.queries.farewell import addresses_of, language_of, states, written
from guanxi.ui.work.telling import tell

NAME = "farewell"
CHUNK = 200
TITLE = gettext_noop("Mails about the hand-over of {name}'s work")
DONE = gettext_noop(
    "Mails about the hand-over of {name}'s work: {sent} sent, {failed} not sent, {none} customers have no mail address."
)
State = Farewell.State
_open: dict[int, Any] = {}  # connections to the mail server, by the mail that this run has noted and not sent yet


def step(work: Work, actor: Actor) -> bool:
    """List the customers, then note and send one mail after the other; answers whether there is more."""
    handed = HandOver.objects.select_related("giver").get(pk=work.arguments["handover"])
    if handed.undo_id is not None:
        Farewell.objects.filter(handover=handed, state=State.WAITING).update(state=State.DROPPED)
    if not work.cursor.get("listed"):
        _list(work, handed)
        return True
    if noted := work.cursor.pop("mail", None):
        _send(Farewell.objects.select_related("customer", "taker").get(pk=noted), handed, actor)
        work.done += 1
        return True
    return _note(work, handed)


def _list(work: Work, handed: HandOver) -> None:
    """The next customers that the hand-over gave to somebody."""
    holding = next(one for one in holdings.holdings() if one.name == "customer")
    after = int(work.cursor.get("after", 0))
    moved = {pk: taker for pk, _giver, taker in holdings.moved_by(handed.work_id or 0, holding, after, CHUNK) if taker}
    addresses = addresses_of(list(moved))
    rows = []
    for one in Customer.objects.alive().filter(pk__in=moved):
        at = addresses.get(one.pk)
        rows.append(
            Farewell(
                handover=handed, customer=one, taker_id=moved[one.pk], language=language_of(one.name, one.country),
                contact_id=at.contact_id if at else None, address=at.value if at else "",
                state=State.WAITING if at else State.NONE,
            )
        )  # fmt: skip
    Farewell.objects.bulk_create(rows, ignore_conflicts=True)
    work.total = (work.total or 0) + sum(one.state == State.WAITING for one in rows)
    work.cursor = {"after": max(moved)} if len(moved) == CHUNK else {"listed": True}


def _note(work: Work, handed: HandOver) -> bool:
    rows = Farewell.objects.select_for_update().filter(handover=handed, state=State.WAITING)
    one = rows.order_by("pk").first()
    if one is None:
        return False
    _open[one.pk] = _connected()
    one.state, one.tries, one.error = State.SENDING, one.tries + 1, ""
    one.save(update_fields=["state", "tries", "error"])
    work.cursor = {**work.cursor, "mail": one.pk}
    return True


def _connected() -> Any:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise Refused(_("The mail server cannot be reached: %(error)s") % {"error": str(error)[:200]}) from error
    return connection


def _send(one: Farewell, handed: HandOver, actor: Actor) -> None:
    connection = _open.pop(one.pk, None)
    if one.state != State.SENDING:
        return
    if connection is None:
        _end(one, State.UNSURE)
        return
    customer, taker = one.customer, one.taker
    if customer.deleted_at is not None or customer.owner_id != one.taker_id:
        _end(one, State.DROPPED)  # he has changed hands again: what the mail says is not so any more
        return
    at = addresses_of([customer.pk]).get(customer.pk)
    if at is None:
        _end(one, State.NONE)
        return
    one.address, one.contact_id = at.value, at.contact_id
    said = Plan.from_json(handed.plan).mail[one.language]
    subject, text = written(said, at.name, handed.giver.name, taker.name)
    try:
        connection.send_messages([_mail(one, taker, subject, text)])
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
        _end(one, State.FAILED, _said(error))
    except (SMTPServerDisconnected, SMTPException, OSError) as error:
        _end(one, State.UNSURE, _said(error))
    else:
        one.sent_at = clock.now()
        _end(one, State.SENT)
        _tell(one, subject, text, actor)
    finally:
        _closed(connection)


def _mail(one: Farewell, taker: Any, subject: str, text: str) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    headers = {"Message-ID": f"<farewell-{one.pk}-{one.tries}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject, text, to=[one.address], reply_to=[formataddr((taker.name, taker.email))], headers=headers
    )


def _said(error: Exception) -> str:
    """What the mail server said, in one line."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())[:300]
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:300]
    return str(error)[:300]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _end(one: Farewell, state: str, error: str = "") -> None:
    one.state, one.error = state, error
    one.save(update_fields=["state", "error", "address", "contact", "sent_at"])


def _tell(one: Farewell, subject: str, text: str, actor: Actor) -> None:
    """The customer's timeline notes it; it is no contact, so nobody counts as spoken to."""
    try:
        record(
            one.customer_id, "farewell", actor=actor, at=clock.now(), subject=subject[:300], text=text,
            contact_id=one.contact_id, data={"after": one.taker_id}, key=f"farewell:{one.pk}:{one.tries}",
        )  # fmt: skip
    except NotAllowed:
        return  # the mail is out, and its row says so


def _closed(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        return  # it is gone already


def ended(work: Work, actor: Actor) -> None:
    """Say how it went to whoever handed over."""
    if work.state != Work.State.DONE:
        return
    counts = states(work.arguments["handover"])
    name = Member.objects.filter(pk=work.arguments["giver"]).values_list("name", flat=True).first() or ""
    numbers = {
        "sent": counts.get(State.SENT, 0),
        "failed": counts.get(State.FAILED, 0) + counts.get(State.UNSURE, 0),
        "none": counts.get(State.NONE, 0),
    }
    tell(work, actor, DONE, {"name": name, **numbers}, work.url)
