"""Mails (.eml, mbox) as they really arrive: broken dates, headers and encodings are noted, never an exception."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import nh3

from guanxi.intake.readers.mail_headers import Address, addresses_of, header, headers, ids_of, parameter
from guanxi.intake.readers.mail_text import decoded_text, payload_of
from guanxi.intake.values.clean import shown
from guanxi.intake.values.problem import Problem, Unreadable

LARGEST_MAIL = 50_000_000  # bytes
LARGEST_ATTACHMENT = 25_000_000  # bytes
LONGEST_TEXT = 2_000_000  # characters
PARTS = 500
_YEARS = range(1960, 2200)
_TAGS = nh3.ALLOWED_TAGS - {"img"}  # a picture from outside tells its sender who reads, and when


class _AsWritten(email.policy.Compat32):
    """Headers keep their raw bytes (as surrogates), which the standard policy replaces by question marks."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the policy's signature
        return value


class Attachment(NamedTuple):
    """A file in a mail: its name (without folders), declared type, and bytes."""

    name: str
    type: str
    data: bytes


@dataclass
class Mail:
    """A mail.

    `date` is aware, or None with a problem. `text` is plain, made from the HTML where there is no other; `html`
    is safe to show. `problems`: what was wrong and read over.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    date: datetime | None = None
    sender: Address | None = None
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_mails(path: Path | str) -> Iterator[Mail]:
    """The mail of an .eml file, or every mail of an mbox. Raises `Unreadable` for an empty or much too large file."""
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(5)
        if not start.strip():
            raise Unreadable("empty_file")
    if start == b"From ":
        yield from _mbox(path)
        return
    if path.stat().st_size > LARGEST_MAIL:
        raise Unreadable("mail_too_large", limit=LARGEST_MAIL // 1_000_000)
    yield mail_of(path.read_bytes())


def mail_of(data: bytes) -> Mail:
    """One mail from its bytes. Never raises: what can't be read is among its `problems`."""
    data = data.lstrip(b"\r\n\t \xef\xbb\xbf")
    if len(data) > LARGEST_MAIL:
        return Mail(problems=[Problem("mail_too_large", {"limit": LARGEST_MAIL // 1_000_000})])
    message = email.message_from_bytes(data, policy=_AsWritten())
    mail = Mail()
    _put_headers(mail, message)
    _put_parts(mail, message)
    if not mail.text and mail.html:
        mail.text = _plain(mail.html)
    return mail


def _put_headers(mail: Mail, message: Message) -> None:
    mail.subject = header(message, "subject")
    mail.message_id = next(iter(ids_of(header(message, "message-id"))), "")
    mail.in_reply_to = next(iter(ids_of(header(message, "in-reply-to"))), "")
    mail.references = ids_of(" ".join(headers(message, "references")))
    mail.date = _date(mail, message)
    senders = addresses_of(message, "from") or addresses_of(message, "sender") or addresses_of(message, "return-path")
    raw = header(message, "from")
    mail.sender = next((sender for sender in senders if sender.mail), None)
    if mail.sender is None:
        mail.problems.append(Problem("bad_sender", {"raw": shown(raw)}) if raw else Problem("no_sender"))
    mail.to, mail.cc = _recipients(mail, message, "to"), _recipients(mail, message, "cc")


def _recipients(mail: Mail, message: Message, name: str) -> list[Address]:
    found = addresses_of(message, name)
    for bad in found:
        if not bad.mail and len(mail.problems) < 20:
            mail.problems.append(Problem("bad_recipient", {"raw": shown(bad.name)}))
    return [address for address in found if address.mail]


def _date(mail: Mail, message: Message) -> datetime | None:
    """The Date header; without one that can be read, the moment of the last hop, and the problem."""
    raw = header(message, "date")
    found = _moment(raw)
    if found is not None:
        return found
    mail.problems.append(Problem("bad_date", {"raw": shown(raw)}) if raw else Problem("no_date"))
    hops = headers(message, "received")
    return _moment(hops[0].rpartition(";")[2]) if hops else None


def _moment(raw: str) -> datetime | None:
    """An aware moment. A zone of -0000 says UTC; a missing one can't be known and is not guessed."""
    text = re.sub(r"\s+", " ", raw).strip()
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None and re.search(r"-0000\b", text):
            moment = moment.replace(tzinfo=email.utils.parsedate_to_datetime("1 Jan 2000 00:00:00 +0000").tzinfo)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None and moment.year in _YEARS else None


def _put_parts(mail: Mail, message: Message) -> None:
    texts: list[str] = []
    pages: list[str] = []
    for count, part in enumerate(_leaves(message)):
        if count >= PARTS:
            mail.problems.append(Problem("too_many_parts_in_mail", {"limit": PARTS}))
            break
        kind = part.get_content_type()
        name = parameter(part, "filename") or parameter(part, "name")
        apart = str(part.get("content-disposition", "")).lower().lstrip().startswith("attachment") or bool(name)
        if part.get_content_maintype() == "multipart":  # it promised parts and has none: what there is, is text
            texts.append(decoded_text(part, mail.problems)[:LONGEST_TEXT])
        elif kind in ("text/plain", "text/html") and not apart:
            text = decoded_text(part, mail.problems)[:LONGEST_TEXT]
            (pages if kind == "text/html" else texts).append(text)
        elif not (kind == "text/plain" and not part.is_multipart() and not payload_of(part)):
            _put_attachment(mail, part, name or "")
    mail.text = "\n".join(text.strip("\n") for text in texts).strip()
    mail.html = nh3.clean("\n".join(pages), tags=_TAGS).strip() if pages else ""
    for defect in list(message.defects)[:3]:
        mail.problems.append(Problem("bad_structure", {"reason": type(defect).__name__}))


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something. A mail inside a mail is an attachment as a whole."""
    # what is no list is not asked for here: `get_payload` decodes it, and raises where the charset is broken
    if not message.is_multipart() or depth > 20 or (depth and message.get_content_maintype() == "message"):
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part, depth + 1)


def _put_attachment(mail: Mail, part: Message, name: str) -> None:
    kind = part.get_content_type()
    if part.is_multipart():
        data = b"\r\n".join(_flat(each) for each in part.get_payload() if isinstance(each, Message))
        name = name or ("mail.eml" if kind == "message/rfc822" else "report.txt")
    else:
        data = payload_of(part)
    if len(data) > LARGEST_ATTACHMENT:
        limit = LARGEST_ATTACHMENT // 1_000_000
        mail.problems.append(Problem("attachment_too_large", {"name": shown(name), "limit": limit}))
        return
    if data or name:
        mail.attachments.append(Attachment(_file_name(name, kind), kind, data))


def _flat(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, ValueError, LookupError, KeyError, AttributeError, TypeError):
        payload = message.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""


def _file_name(name: str, kind: str) -> str:
    """A name without folders and control characters."""
    name = re.split(r"[/\\]", name.strip())[-1]
    name = "".join(character for character in name if character.isprintable() and character not in '<>:"|?*').strip(
        ". "
    )
    return name[:150] or f"part.{kind.rpartition('/')[2][:10] or 'bin'}"


def _plain(html: str) -> str:
    """The words of safe HTML."""
    text = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6])[^>]*>", "\n", html)
    text = nh3.clean(text, tags=set())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t\u00a0]+", " ", text)).strip()


def _mbox(path: Path) -> Iterator[Mail]:
    """The mails of an mbox, one at a time; "From " at a line's start parts them, ">From " is its escape."""
    kept: list[bytes] = []
    size, blank = 0, True
    with path.open("rb") as file:
        while line := file.readline(1_000_000):
            if blank and line.startswith(b"From ") and re.search(rb"\d\d:\d\d", line):
                if kept:
                    yield mail_of(b"".join(kept))
                kept, size = [], 0
            elif size <= LARGEST_MAIL:
                kept.append(line[1:] if re.match(rb">+From ", line) else line)
                size += len(line)
            blank = line in (b"\n", b"\r\n")
    if kept:
        yield mail_of(b"".join(kept))
