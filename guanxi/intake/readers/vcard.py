"""vCards 2.1, 3.0 and 4.0 as phones and mail programs really write them: read tolerantly, card by card."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from guanxi.intake.readers import encoding as encodings
from guanxi.intake.readers.vcard_lines import Line, binary, logical_lines, parsed
from guanxi.intake.values.clean import shown
from guanxi.intake.values.dates import parse_date
from guanxi.intake.values.problem import BadValue, Problem, Unreadable

LARGEST_FILE = 200_000_000  # bytes
LARGEST_PHOTO = 2_000_000  # bytes
NOTES = 5  # of lines that can't be read, for one card
_CHAT = {"X-QQ": "qq", "X-WECHAT": "wechat", "X-WEIXIN": "wechat", "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype",
         "X-AIM": "aim", "X-MSN": "msn", "X-YAHOO": "yahoo", "X-ICQ": "icq", "X-JABBER": "jabber", "X-GTALK": "gtalk",
         "X-GOOGLE-TALK": "gtalk", "X-WHATSAPP": "whatsapp", "X-TELEGRAM": "telegram", "X-GADUGADU": "gadugadu",
         "X-GROUPWISE": "groupwise", "X-TWITTER": "twitter"}  # fmt: skip
_APPLE_LABEL = re.compile(r"^_\$!<(.*)>!\$_$")


class Typed(NamedTuple):
    """A phone, mail, address of the web or chat with its kind in lower case ("cell", "work fax", a label's words)."""

    kind: str
    value: str


@dataclass(frozen=True)
class Address:
    """A postal address in its parts; `text` is the sender's own label where one was given."""

    kind: str
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    text: str = ""


@dataclass(frozen=True)
class Photo:
    """A picture's declared type and its bytes."""

    type: str
    data: bytes


@dataclass
class Card:
    """One card.

    `problem`: why it can't go in; the rest then is what could be read. `notes`: what was left out. `number`: the
    line of the file on which it begins.
    """

    number: int = 0
    full_name: str = ""
    family: str = ""
    given: str = ""
    org: str = ""
    department: str = ""
    title: str = ""
    phones: list[Typed] = field(default_factory=list)
    mails: list[Typed] = field(default_factory=list)
    urls: list[Typed] = field(default_factory=list)
    ims: list[Typed] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    birthday: date | None = None
    note: str = ""
    photo: Photo | None = None
    uid: str = ""
    categories: list[str] = field(default_factory=list)
    problem: Problem | None = None
    notes: list[Problem] = field(default_factory=list)


def read_cards(path: Path | str) -> Iterator[Card]:
    """Every card of a .vcf file; a broken one is a card with a problem. Raises `Unreadable` when there is none."""
    path = Path(path)
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable("file_too_large", limit=LARGEST_FILE // 1_000_000)
    data = _as_utf8(path.read_bytes())
    if not data.strip():
        raise Unreadable("empty_file")
    if not re.search(rb"(?im)^\s*begin\s*:\s*vcard", data):
        raise Unreadable("not_a_card_file")
    return cards_of(data)


def cards_of(data: bytes) -> Iterator[Card]:
    """Every card in the bytes. Cards inside cards (AGENT) are passed over."""
    lines: list[tuple[int, bytes]] | None = None
    start = depth = 0
    for number, raw in logical_lines(data):
        word = raw.strip().upper().replace(b" ", b"")
        if word == b"BEGIN:VCARD":
            if lines is not None and depth == 0 and not _is_agent(lines):
                yield _card(start, lines, ended=False)
                lines = None
            depth += lines is not None
            if lines is None:
                start, lines = number, []
        elif word == b"END:VCARD" and lines is not None:
            if depth:
                depth -= 1
                continue
            yield _card(start, lines, ended=True)
            lines = None
        elif lines is not None and not depth:
            lines.append((number, raw))
    if lines is not None:
        yield _card(start, lines, ended=False)


def _as_utf8(data: bytes) -> bytes:
    found = encodings.detect_bytes(data[: encodings.SAMPLE], whole=len(data) <= encodings.SAMPLE)
    if found.name.startswith(("utf-16", "utf-32")):
        return data[found.bom :].decode(found.name, "replace").encode()
    return data[found.bom :]


def _is_agent(lines: list[tuple[int, bytes]]) -> bool:
    return bool(lines) and lines[-1][1].strip().upper().rstrip(b":") == b"AGENT"


def _card(start: int, raw_lines: list[tuple[int, bytes]], *, ended: bool) -> Card:
    card = Card(number=start)
    lines: list[Line] = []
    for number, raw in raw_lines:
        line = parsed(number, raw)
        if line is not None:
            lines.append(line)
        elif len(card.notes) < NOTES:
            card.notes.append(Problem("bad_line", {"line": number}))
    labels = {line.group: _label(line.text) for line in lines if line.name == "X-ABLABEL" and line.group}
    for line in lines:
        _put(card, line, labels.get(line.group, "") if line.group else "")
    if not card.full_name:
        card.full_name = _composed(card)
    if not ended:
        card.problem = Problem("card_without_end")
    elif not (card.full_name or card.mails or card.phones):
        card.problem = Problem("card_without_name")
    return card


def _put(card: Card, line: Line, label: str) -> None:  # noqa: C901 - one line for each property
    """One property into the card; what is unknown is left out."""
    name, kind = line.name, label or _kind(line.types)
    single = {"FN": "full_name", "TITLE": "title", "NOTE": "note", "UID": "uid"}
    many = {"TEL": card.phones, "EMAIL": card.mails, "URL": card.urls}
    if name in single:
        if line.text.strip() and not getattr(card, single[name]):
            setattr(card, single[name], line.text.strip())
    elif name in many:
        value = re.sub(r"(?i)^(?:tel|mailto):", "", line.text.strip())
        if value:
            many[name].append(Typed(kind, value))
    elif name == "N":
        parts = [*line.fields(), "", ""]
        card.family, card.given = parts[0].strip(), parts[1].strip()
    elif name == "ORG":
        parts = [part.strip() for part in line.fields()]
        card.org, card.department = parts[0], " / ".join(part for part in parts[1:] if part)
    elif name in ("IMPP", *_CHAT):
        _put_chat(card, line, kind)
    elif name == "ADR":
        _put_address(card, line, kind)
    elif name == "CATEGORIES":
        card.categories.extend(part.strip() for part in line.fields(",") if part.strip())
    elif name == "BDAY":
        _put_birthday(card, line)
    elif name == "PHOTO":
        _put_photo(card, line)


def _put_chat(card: Card, line: Line, kind: str) -> None:
    scheme, colon, handle = line.text.strip().partition(":")
    if line.name != "IMPP":
        card.ims.append(Typed(_CHAT[line.name], line.text.strip()))
    elif handle:
        card.ims.append(Typed(line.parameters.get("X-SERVICE-TYPE", scheme).lower(), handle))
    elif scheme and not colon:
        card.ims.append(Typed(kind or "im", scheme))


def _put_address(card: Card, line: Line, kind: str) -> None:
    box, extra, street, city, region, postcode, country = ([part.strip() for part in line.fields()] + [""] * 7)[:7]
    whole = ", ".join(part for part in (box, extra, street) if part)
    address = Address(kind, whole, city, region, postcode, country, line.parameters.get("LABEL", ""))
    if any((whole, city, region, postcode, country, address.text)):
        card.addresses.append(address)


def _put_birthday(card: Card, line: Line) -> None:
    text = line.text.strip()
    if not text or re.match(r"--\d", text):  # vCard 4 allows a birthday without its year
        return
    try:
        card.birthday = parse_date(text)
    except BadValue:
        card.notes.append(Problem("birthday_unreadable", {"raw": shown(text)}))


def _put_photo(card: Card, line: Line) -> None:
    found = binary(line)
    if found is None or card.photo is not None:
        return
    kind, data = found
    if len(data) > LARGEST_PHOTO:
        card.notes.append(Problem("photo_too_large", {"limit": LARGEST_PHOTO // 1000}))
    elif not data:
        card.notes.append(Problem("photo_unreadable"))
    else:
        card.photo = Photo(kind, data)


def _kind(types: tuple[str, ...]) -> str:
    passed_over = ("pref", "voice", "internet", "type", "postal", "parcel", "dom", "intl", "x-internet")
    return " ".join(dict.fromkeys(word for word in types if word not in passed_over))


def _label(text: str) -> str:
    found = _APPLE_LABEL.match(text.strip())
    return (found[1] if found else text.strip()).lower()


def _composed(card: Card) -> str:
    """A name from its parts: family name first when it is Chinese."""
    family, given = card.family, card.given
    if re.search("[\u4e00-\u9fff]", family + given):
        return family + given
    return " ".join(part for part in (given, family) if part) or card.org
