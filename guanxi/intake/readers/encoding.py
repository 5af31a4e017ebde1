"""Which encoding a text is in: by rules where they decide, by how usual its characters are, by statistics last.

charset-normalizer alone is wrong on short Chinese files, which are most of what people send.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from guanxi.intake.readers.usual import USUAL, USUAL_TRADITIONAL

SAMPLE = 131_072
BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"),
)  # fmt: skip
CHOICES = (
    "utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "shift_jis", "euc_kr", "cp1250", "cp1251",
)  # fmt: skip
# The codecs that read what programs really write under those names.
CODECS = {"big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949"}


@dataclass(frozen=True)
class Encoding:
    """`name`: one of `CHOICES` or what the statistics say. `sure`: 0 to 1. `bom`: bytes to pass over at the start."""

    name: str
    sure: float
    bom: int = 0


def detect(path: Path) -> Encoding:
    """The encoding of a file, judged at the first place where it is more than ASCII, wherever that is."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        if not head.isascii() or b"\x00" in head:
            return detect_bytes(head, whole=len(head) < SAMPLE)
        while chunk := file.read(1 << 20):
            if not chunk.isascii():
                first = next(at for at, byte in enumerate(chunk) if byte > 127)
                line = max(chunk.rfind(b"\n", 0, first), chunk.rfind(b"\r", 0, first)) + 1
                return _judged(chunk[max(line, first - 4096) :][:SAMPLE] + file.read(4096), whole=False)
    return Encoding("utf-8", 1.0)


def detect_bytes(data: bytes, *, whole: bool = True) -> Encoding:
    """The encoding of a piece of text that begins with a character; `whole` is false when the end may cut one."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return Encoding(name, 1.0, len(mark))
    return _judged(data, whole=whole)


def _judged(data: bytes, *, whole: bool) -> Encoding:
    """The encoding by the bytes alone: a mark means something at the beginning of a file only."""
    wide = _utf16(data)
    if wide:
        return wide
    if data.isascii():
        return Encoding("utf-8", 1.0)
    return _utf8(data, whole=whole) or _legacy(data) or Encoding("cp1252", 0.3)


def codec_of(name: str) -> str | None:
    """Python's codec for an encoding's name, None when there is none that decodes bytes to text."""
    try:
        found = codecs.lookup(CODECS.get(name.lower(), name))
        b"".decode(found.name)
    except (LookupError, ValueError):
        return None
    return found.name


def _utf16(data: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of what is ASCII in it is zero."""
    even, odd = data[0 : len(data) & ~1 : 2].count(0), data[1::2].count(0)
    pairs = len(data) // 2
    more, less = max(even, odd), min(even, odd)
    if pairs < 4 or more < max(2, pairs * 0.04) or less > more * 0.05:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = data[: len(data) & ~1].decode(name, "replace")
    odd_ones = sum(character in "\ufffd\x00" for character in text)
    return Encoding(name, 0.97) if odd_ones <= len(text) * 0.02 else None


def _utf8(data: bytes, *, whole: bool) -> Encoding | None:
    """UTF-8, also with a few broken bytes in it: what is valid by chance is rare and short."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = decoder.decode(data, whole)
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd") if broken else 1
    if not broken:
        return Encoding("utf-8", 0.99)
    return Encoding("utf-8", 0.8) if good >= 8 * broken else None


def _legacy(data: bytes) -> Encoding | None:
    """The best of the encodings without a signature, by the characters that they make of the bytes."""
    marks = {
        "gb18030": _chinese(data, "gb18030", USUAL),
        "big5": _chinese(data, "cp950", USUAL_TRADITIONAL),
        "shift_jis": _japanese(data),
        "cp1252": _latin(data),
    }
    ranked = sorted(marks, key=lambda name: marks[name], reverse=True)
    best, second = marks[ranked[0]], marks[ranked[1]]
    if best >= 0.35:
        name = (
            "latin-1" if ranked[0] == "cp1252" and any(byte in data for byte in b"\x81\x8d\x8f\x90\x9d") else ranked[0]
        )
        return Encoding(name, round(min(0.98, 0.55 + (best - second) * 0.6), 2))
    guess = from_bytes(data[:16_384]).best()
    if guess is not None and codec_of(guess.encoding):
        return Encoding(guess.encoding.replace("_", "-") if guess.encoding.startswith("utf") else guess.encoding, 0.4)
    return None


def _decoded(data: bytes, codec: str) -> tuple[list[str], int]:
    """The characters beyond ASCII, and how many bytes were refused; a last cut character is not counted."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(data, False)
    beyond = [character for character in text if character > "\x7f"]
    return [character for character in beyond if character != "\ufffd"], beyond.count("\ufffd")


def _chinese(data: bytes, codec: str, usual: frozenset[str]) -> float:
    """0 to 1: common characters count whole, the encoding's first level by half, refused bytes against it."""
    characters, refused = _decoded(data, codec)
    if not characters:
        return 0.0
    mark = 0.0
    for character in characters:
        if character in usual:
            mark += 1
        elif _first_level(character, codec):
            mark += 0.55
        elif "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff5e" or character in "“”‘’…—·￥":
            mark += 0.8
        elif not "\u4e00" <= character <= "\u9fff":
            mark -= 0.5
    return max(0.0, (mark - 3 * refused) / len(characters))


def _first_level(character: str, codec: str) -> bool:
    """Whether the encoding holds it among its commonly used characters."""
    if not "\u4e00" <= character <= "\u9fff":
        return False
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return False
    if codec == "gb18030":
        return len(code) == 2 and b"\xb0\xa1" <= code <= b"\xd7\xf9" and code[1] >= 0xA1
    return b"\xa4\x40" <= code <= b"\xc6\x7e"


def _japanese(data: bytes) -> float:
    """Japanese text shows kana; half-width kana alone are more often Latin or Chinese misread."""
    characters, refused = _decoded(data, "cp932")
    if not characters:
        return 0.0
    kana = sum("\u3041" <= character <= "\u30fe" for character in characters)
    half = sum("\uff61" <= character <= "\uff9f" for character in characters)
    han = sum(character in USUAL or character in USUAL_TRADITIONAL for character in characters)
    score = (1.5 * kana + 0.6 * han - half - 3 * refused) / len(characters)
    return max(0.0, min(1.0, score))


def _latin(data: bytes) -> float:
    """Western text: letters with accents inside or at the end of words of plain letters, seldom two in a row."""
    text = data.decode("cp1252", "replace")
    mark, count = 0.0, 0
    for at, character in enumerate(text):
        if character <= "\x7f":
            continue
        count += 1
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        alone = before <= "\x7f" and after <= "\x7f"
        near = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
        if character.isalpha() and alone and near:
            mark += 1 if character in "äöüßéèêëàâáíìîïóòôõúùûñçåøæãœÄÖÜÉÈÀÁÓÇÅØÑý" else 0.6
        elif alone and character in "€£§°²³«»©®–—’‘“”…·½¼ªº¿¡´ \u00a0":
            mark += 0.8
        elif not alone:
            mark -= 0.15 if character.isalpha() else 0.4
    return max(0.0, mark / count) * 0.9 if count else 0.0
