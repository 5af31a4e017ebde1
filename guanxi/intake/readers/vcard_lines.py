"""The content lines of vCards: unfolded, decoded, and parted into name, parameters and value."""

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

from guanxi.intake.readers import encoding as encodings

_NAME = re.compile(r"(?:(?P<group>[\w-]+)\.)?(?P<name>[A-Za-z][\w-]*)(?=[;:])")
_PARAMETER = re.compile(r';(?P<key>[\w-]+)(?:=(?P<value>"[^"]*"|[^;:]*(?:,"[^"]*")*))?')
_LINE_END = re.compile(rb"\r*\n|\r(?!\r*\n)")  # some phones write \r\r\n
_CARET = {"^n": "\n", "^^": "^", "^'": '"'}
_CIRCUMFLEX = re.compile(r"\^[n^']")
_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))


@dataclass(frozen=True)
class Line:
    """One property: `types` are its TYPE words in lower case, `data` its bytes as far as the encoding was undone."""

    number: int
    group: str
    name: str
    value: str
    types: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)

    def fields(self, separator: str = ";") -> list[str]:
        """The parts of a structured value, without their escapes."""
        return [unescaped(part) for part in _parted(self.value, separator)]

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)


def logical_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines with their continuations joined: folded ones, quoted-printable ones, and base64 that runs on unindented.

    The number is that of the first physical line.
    """
    number, start, kept = 0, 0, b""
    for physical in _LINE_END.split(data):
        number += 1
        if kept and _goes_on(kept, physical):
            kept = kept[:-1] + physical.lstrip(b"\t ") if _soft_break(kept) else kept + physical[1:]
            continue
        if kept.strip():
            yield start, kept
        start, kept = number, physical
    if kept.strip():
        yield start, kept


def parsed(number: int, raw: bytes) -> Line | None:
    """A property, or None for what is no content line."""
    text = _decoded(raw, "")
    name = _NAME.match(text.lstrip())
    if not name:
        return None
    text = text.lstrip()
    place = name.end()
    types: list[str] = []
    parameters: dict[str, str] = {}
    while (found := _PARAMETER.match(text, place)) is not None:
        place = found.end()
        _take(found["key"], found["value"], types, parameters)
    if text[place : place + 1] != ":":
        return None
    value = text[place + 1 :]
    charset = parameters.get("CHARSET", "")
    if parameters.get("ENCODING") == "QUOTED-PRINTABLE":
        value = _decoded(quopri.decodestring(value.encode("utf-8", "surrogateescape")), charset)
    elif charset and not raw.isascii():
        value = _decoded(raw, charset).lstrip()[place + 1 :]
    value = value.replace("\r\n", "\n")
    return Line(number, (name["group"] or "").lower(), name["name"].upper(), value, tuple(types), parameters)


def binary(line: Line) -> tuple[str, bytes] | None:
    """Type and bytes of a property that holds them inline, or as a data: address; None when it does not."""
    value, kind = line.value.strip(), line.parameters.get("MEDIATYPE", "")
    inline = re.match(r"data:([\w/+.-]*)[^,]*;base64,", value, re.IGNORECASE)
    if inline:
        kind, value = inline[1] or kind, value[inline.end() :]
    elif line.parameters.get("ENCODING") not in ("B", "BASE64"):
        return None
    try:
        data = b64decode(re.sub(r"\s+", "", value), validate=False)
    except (binascii.Error, ValueError):
        return kind, b""
    words = [word for word in line.types if word not in ("pref", "home", "work")]
    return kind or (f"image/{words[0]}" if words else ""), data


def unescaped(text: str) -> str:
    r"""Without the backslashes of \\, \\; \\: \\n."""
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text, flags=re.DOTALL)


def _parted(value: str, separator: str) -> list[str]:
    parts, start, place = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            parts.append(value[start:place])
            start = place + 1
        place += 1
    return [*parts, value[start:]]


def _goes_on(kept: bytes, physical: bytes) -> bool:
    return _soft_break(kept) or physical[:1] in (b" ", b"\t")


def _soft_break(kept: bytes) -> bool:
    head = kept[:300].upper()
    return kept.endswith(b"=") and b"QUOTED-PRINTABLE" in head.partition(b":")[0]


def _take(key: str, value: str | None, types: list[str], parameters: dict[str, str]) -> None:
    """A parameter; vCard 2.1 writes bare words for TYPE and ENCODING."""
    key = key.upper()
    if value is None:
        if key in _ENCODINGS:
            parameters["ENCODING"] = key
        else:
            types.append(key.lower())
        return
    value = _CIRCUMFLEX.sub(lambda found: _CARET[found[0]], value.strip('"'))
    if key == "TYPE":
        types.extend(word.strip(' "').lower() for word in value.split(",") if word.strip(' "'))
    elif key == "PREF":
        types.append("pref")
    else:
        parameters[key] = value.upper() if key == "ENCODING" else value


def _decoded(raw: bytes, charset: str) -> str:
    """In the charset that the line names, else UTF-8, else what it looks like."""
    codec = encodings.codec_of(charset) if charset else None
    for name in (codec, "utf-8"):
        if name is not None:
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                continue
    found = encodings.codec_of(encodings.detect_bytes(raw).name) or "latin-1"
    return raw.decode(found, "replace")
