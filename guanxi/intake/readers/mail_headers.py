"""Headers of mails: raw bytes, encoded words and addresses, read tolerantly."""

import binascii
import quopri
import re
from base64 import b64decode
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import NamedTuple

from guanxi.intake.readers import encoding as encodings
from guanxi.intake.values.problem import BadValue
from guanxi.intake.values.reach import parse_mail

LONGEST = 20_000  # characters of a header
_WORD = re.compile(r"=\?([\w.:-]+)(?:\*[\w-]*)?\?([bBqQ])\?([^?]*)(?:\?=|$)")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_REMARK = re.compile(r"\(((?:\\.|[^()\\]|\([^()]*\))*)\)")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")


class Address(NamedTuple):
    """A name and a mail in lower case; `mail` is "" where there was none that can be read."""

    name: str
    mail: str


def headers(message: Message, name: str) -> list[str]:
    """Every header of the name, decoded."""
    charset = message.get_param("charset") or ""
    return [_decoded(value, str(charset)) for key, value in message.raw_items() if key.lower() == name]


def header(message: Message, name: str) -> str:
    """The first header of the name that is not empty, or ""."""
    return next((value for value in headers(message, name) if value), "")


def parameter(part: Message, name: str) -> str:
    """A file's name from either header, in all the ways programs encode it."""
    for place in ("content-disposition", "content-type"):
        try:
            value = part.get_param(name, header=place)
            if value:
                return _decoded(collapse_rfc2231_value(value) if isinstance(value, tuple) else str(value))
        except (LookupError, ValueError, TypeError, IndexError, AttributeError):
            continue
    return ""


def addresses_of(message: Message, name: str) -> list[Address]:
    """The addresses of a header in their order, groups opened; one without a mail keeps what was written as name."""
    found: list[Address] = []
    for key, value in message.raw_items():
        if key.lower() != name:
            continue
        raw = re.sub(r"[\r\n]+\s*", " ", str(value))[:LONGEST]
        for shown, mail in _parsed(raw):
            address = _address(_decoded(shown), mail)
            if address and address not in found:
                found.append(address)
    return found


def ids_of(text: str) -> list[str]:
    """The message ids in a header, once each; a bare one without its brackets counts too."""
    found = _ID.findall(text) or [word for word in text.split() if "@" in word]
    return list(dict.fromkeys(found))


def _parsed(raw: str) -> list[tuple[str, str]]:
    """Pairs of name and mail as written. Encoded words are decoded after parting, since they may hold commas."""
    pairs: list[tuple[str, str]] = []
    waiting = ""
    for piece in _pieces(raw):
        if "@" not in piece and "<" not in piece:  # Smith, John <j@x.cn>: a comma that should have been quoted
            waiting = f"{waiting}, {piece}" if waiting else piece
            continue
        name, mail = _pair(piece)
        pairs.append((f"{waiting}, {name}" if waiting and name else name, mail))
        waiting = ""
    return [*pairs, (waiting.strip(' "'), "")] if waiting.strip(' "') else pairs


def _pieces(raw: str) -> list[str]:
    """Parted at commas, semicolons and the colon of a group, outside of quotes, brackets and comments."""
    pieces, piece, quoted, depth, angle = [], "", False, 0, False
    place = 0
    while place < len(raw):
        one = raw[place]
        if one == "\\":
            piece, place = piece + raw[place : place + 2], place + 2
            continue
        quoted ^= one == '"' and not depth
        depth += (one == "(") - (one == ")" and depth > 0) if not quoted else 0
        angle = (angle or one == "<") and one != ">" if not quoted and not depth else angle
        place += 1
        if quoted or depth or angle or one not in ",;:":
            piece += one
        elif one == ":":
            piece = ""  # the name of a group
        else:
            pieces.append(piece.strip())
            piece = ""
    return [each for each in (*pieces, piece.strip()) if each]


def _pair(piece: str) -> tuple[str, str]:
    remark = " ".join(found[1] for found in _REMARK.finditer(piece))
    plain = _REMARK.sub(" ", piece)
    found = re.search(r"<([^<>]*)>?", plain)
    if found:
        name = re.sub(r"\\(.)", r"\1", plain[: found.start()].strip().strip('"').strip())
        return name or remark, re.sub(r"\s+", "", found[1].rpartition(":")[2])
    words = [word for word in plain.split() if "@" in word]
    return remark, words[0].strip('"') if words else plain.strip()


def _address(name: str, mail: str) -> Address | None:
    mail = _decoded(mail).strip()
    try:
        return Address(name, parse_mail(mail))
    except BadValue:
        loose = re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", mail)  # local hosts and odd characters still name who wrote
        if loose:
            return Address(name, mail.lower())
        rest = " ".join(part for part in (name, mail) if part)
        return Address(rest, "") if rest else None


def _decoded(value: object, charset: str = "") -> str:
    """A raw header as text: its bytes in UTF-8 or what they look like, its encoded words undone, its folds opened."""
    text = str(value)[:LONGEST]
    data = text.encode("utf-8", "surrogateescape")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _in(data, charset or "utf-8")
    text = re.sub(r"[\r\n]+[ \t]*", " ", text)
    text = _words(_BETWEEN.sub(r"\1", text))
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _words(text: str) -> str:
    """Encoded words undone; neighbours of one charset are joined first, since programs cut characters in two."""
    out, place = "", 0
    pending, charset = b"", ""
    for found in _WORD.finditer(text):
        gap = text[place : found.start()]
        if pending and (gap or found[1].lower() != charset):
            out += _in(pending, charset)
            pending = b""
        out += gap
        pending, charset = pending + _bytes(found[2], found[3]), found[1].lower()
        place = found.end()
    if pending:
        out += _in(pending, charset)
    return out + text[place:]


def _bytes(kind: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if kind in "qQ":
        return quopri.decodestring(data.replace(b"_", b" "), header=True)
    try:
        return b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def _in(data: bytes, charset: str) -> str:
    codec = encodings.codec_of(charset) or "utf-8"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        found = encodings.detect_bytes(data)
        looks_like = encodings.codec_of(found.name) or "latin-1"
        return data.decode(codec if found.sure < 0.7 and codec != "utf-8" else looks_like, "replace")
