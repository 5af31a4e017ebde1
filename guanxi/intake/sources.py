"""A file as rows with a header, whatever it is: tables as they stand, cards and mails in columns of our own."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from guanxi.intake.readers import RawRow, TableOptions, kind_of, open_table
from guanxi.intake.readers.mail import Mail, mail_of, read_mails
from guanxi.intake.readers.table import Sheet
from guanxi.intake.readers.vcard import Card, read_cards
from guanxi.intake.targets import Source as Sort
from guanxi.intake.values import Problem, Unreadable

CARD_HEADER = [
    "name", "family", "given", "customer", "department", "title", "phone", "mail", "website", "street", "postcode", "city",
    "region", "country", "birthday", "note",
]  # fmt: skip
MAIL_HEADER = ["message_id", "date", "from", "to", "cc", "subject", "text", "attachments"]
TABLES = ("csv", "xlsx", "xls")
ARCHIVE_PARTS = 20_000
ARCHIVE_PART = 50_000_000  # bytes


class Item(NamedTuple):
    """A row, and the card or mail that it stands for."""

    row: RawRow
    thing: Any = None


@dataclass(frozen=True)
class Opened:
    """A file ready to be read. `items()` begins anew each time."""

    sort: Sort
    header: list[str]
    records: Callable[[], Iterator[Item]]
    options: TableOptions = field(default_factory=TableOptions)
    sure: dict[str, float] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    kind: str = ""

    def items(self, start: int = 0) -> Iterator[Item]:
        """The items from the one numbered `start`, counted from 0."""
        return islice(self.records(), start, None)


def format_of(path: Path) -> str:
    """csv, xlsx, xls, vcard or mail; raises `Unreadable` saying what the file is instead."""
    kind = kind_of(path)
    if kind == "empty":
        raise Unreadable("empty_file")
    if kind == "zip" and _mails_in(path):
        return "mail"
    if kind == "csv" and _looks_like_mail(path):
        return "mail"
    if kind in (*TABLES, "vcard", "mail"):
        return kind
    open_table(path)  # says precisely what is wrong with it
    raise Unreadable("wrong_kind", kind=kind)


def sort_of(kind: str) -> Sort:
    """What sort of rows a format has."""
    return "cards" if kind == "vcard" else "mails" if kind == "mail" else "table"


def open_file(path: Path, kind: str, reading: dict[str, Any] | None = None) -> Opened:
    """Open a stored file of a known format; `reading` are `TableOptions` that were chosen."""
    if kind == "vcard":
        return Opened("cards", CARD_HEADER, lambda: _cards(path), kind=kind)
    if kind == "mail":
        return Opened("mails", MAIL_HEADER, lambda: _mails(path), kind=kind)
    known = {name: value for name, value in (reading or {}).items() if name in TableOptions.__dataclass_fields__}
    table = open_table(path, TableOptions(**known))
    return Opened(
        "table",
        table.header,
        lambda: (Item(row) for row in table.rows()),
        table.options,
        table.sure,
        table.warnings,
        table.sheets,
        table.kind,
    )


def estimate(path: Path, kind: str) -> int | None:
    """About how many rows a text table has (its line breaks); None where only reading would tell."""
    if kind != "csv":
        return None
    count = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += block.count(b"\n")
    return count


def _looks_like_mail(path: Path) -> bool:
    """Mails begin with headers (or "From " in an mbox), which no table does."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"From "):
        return True
    names = [
        line.partition(b":")[0].lower() for line in head.splitlines()[:40] if b":" in line[:40] and line[:1].strip()
    ]
    known = {
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"received",
        b"return-path",
        b"mime-version",
        b"delivered-to",
    }
    return len(known.intersection(names)) >= 2


def _mails_in(path: Path) -> bool:
    if not zipfile.is_zipfile(path):  # begins like one, and is broken
        return False
    with zipfile.ZipFile(path) as archive:
        return any(info.filename.lower().endswith(".eml") for info in archive.infolist()[:ARCHIVE_PARTS])


def _cards(path: Path) -> Iterator[Item]:
    for number, card in enumerate(read_cards(path), start=1):
        yield Item(RawRow(number, card_cells(card), card.problem), card)


def card_cells(card: Card) -> list[str | None]:
    """A card in the columns of `CARD_HEADER`."""
    place = card.addresses[0] if card.addresses else None
    return [
        card.full_name, card.family, card.given, card.org, card.department, card.title,
        "; ".join(one.value for one in card.phones), "; ".join(one.value for one in card.mails),
        card.urls[0].value if card.urls else None,
        *([place.street or place.text, place.postcode, place.city, place.region, place.country] if place else [None] * 5),
        card.birthday.isoformat() if card.birthday else None, card.note,
    ]  # fmt: skip


def _mails(path: Path) -> Iterator[Item]:
    for number, mail in enumerate(_each_mail(path), start=1):
        yield Item(RawRow(number, mail_cells(mail)), mail)


def _each_mail(path: Path) -> Iterator[Mail]:
    if not zipfile.is_zipfile(path):
        yield from read_mails(path)
        return
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist()[:ARCHIVE_PARTS]:
            if info.filename.lower().endswith(".eml"):
                with archive.open(info) as file:
                    yield mail_of(file.read(ARCHIVE_PART))


def mail_cells(mail: Mail) -> list[str | None]:
    """A mail in the columns of `MAIL_HEADER`."""
    return [
        mail.message_id, mail.date.isoformat() if mail.date else None, _address(mail.sender),
        ", ".join(_address(one) for one in mail.to), ", ".join(_address(one) for one in mail.cc),
        mail.subject, mail.text, ", ".join(one.name for one in mail.attachments),
    ]  # fmt: skip


def _address(one: Any) -> str:
    if one is None:
        return ""
    return f"{one.name} <{one.mail}>" if one.name else str(one.mail)
