"""Characters that nobody sees, taken out; control characters, refused."""

import re

from guanxi.intake.values.problem import BadValue

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_NEVER_SEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
# Joiners shape emoji and Indic or Persian words; beside ASCII, Han or nothing they are dirt.
_JOINERS = re.compile(
    "(?:(?<![^\x00-\x7f\u3000-\u9fff])[\u200c\u200d]+)|(?:[\u200c\u200d]+(?![^\x00-\x7f\u3000-\u9fff]))"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW = (
    _WIDE_TO_ASCII
    | {0x2212: "-", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x3002: "."}
    | {0xFFE5: "¥", 0xFFE1: "£"}
)


def clean(text: str) -> str:
    r"""Without invisible characters, odd spaces and outer blanks; full-width letters and figures in ASCII.

    Full-width punctuation stays: （中国） in a company's name is how it is written. Line breaks become "\\n".
    Raises `BadValue` for control characters and for bytes that could not be decoded.
    """
    if text.isprintable():
        if not text.isascii() and _WIDE.search(text):
            text = _WIDE.sub(_narrow_one, text)
        return text.strip()
    text = _BREAKS.sub("\n", text)
    text = _JOINERS.sub("", _NEVER_SEEN.sub("", _SPACES.sub(" ", text)))
    refused = _CONTROL.search(text)
    if refused:
        _refuse(refused)
    return _WIDE.sub(_narrow_one, text).strip()


def narrow(text: str) -> str:
    """`clean`, with full-width punctuation and dashes in ASCII too: for figures, phones and addresses."""
    text = clean(text)
    return text if text.isascii() else text.translate(_NARROW).strip()


def is_blank(raw: str | None) -> bool:
    """Whether nothing that can be seen is in it."""
    return not raw or (not raw.strip() or (not raw.isascii() and not _seen(raw)))


def shown(raw: str) -> str:
    """The raw value as an error quotes it: printable and at most 80 characters."""
    text = "".join(character if character.isprintable() else "�" for character in raw[:81])
    return text if len(text) <= 80 else text[:79] + "…"


def _seen(raw: str) -> str:
    return _NEVER_SEEN.sub("", _SPACES.sub("", raw)).strip("\u200c\u200d \n\r")


def _narrow_one(match: re.Match[str]) -> str:
    return chr(ord(match[0]) - 0xFEE0)


def _refuse(match: re.Match[str]) -> None:
    code = ord(match[0])
    position = match.start() + 1
    if 0xD800 <= code <= 0xDFFF:
        raise BadValue("undecodable_character", position=position)
    raise BadValue("control_character", position=position, character=f"U+{code:04X}")
