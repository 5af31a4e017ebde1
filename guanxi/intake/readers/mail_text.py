"""The text of a mail's part, whatever its headers say of the encoding."""

import re
from email.message import Message

from guanxi.intake.readers import encoding as encodings
from guanxi.intake.values.clean import shown
from guanxi.intake.values.problem import Problem

_META = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)


def decoded_text(part: Message, problems: list[Problem]) -> str:
    r"""The text with "\\n" as its line ends; a wrong or unknown charset is replaced by what the bytes look like."""
    data = payload_of(part)
    declared = _declared(part, data)
    codec = encodings.codec_of(declared) if declared else None
    text = None
    for name in (codec, "utf-8"):
        if name and text is None:
            text = _strict(data, name)
    if text is None:
        found = encodings.detect_bytes(data)
        looks_like = encodings.codec_of(found.name) or "latin-1"
        text = data.decode(codec if codec and found.sure < 0.7 else looks_like, "replace")
    if declared and (codec is None or _strict(data, codec) is None):
        problems.append(Problem("bad_encoding", {"charset": shown(declared)}))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if character in "\n\t" or not _is_control(character))


def payload_of(part: Message) -> bytes:
    """The bytes, with the transfer encoding undone as far as it is one."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        data = None
    raw = part._payload  # type: ignore[attr-defined]  # noqa: SLF001 - `get_payload` raises where the charset is broken
    if isinstance(data, bytes) and (data or not raw):
        return data
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _declared(part: Message, data: bytes) -> str:
    try:
        charset = part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        charset = ""
    meta = _META.search(data[:2000]) if not charset and part.get_content_subtype() == "html" else None
    return meta[1].decode("ascii", "replace") if meta else charset


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff"
