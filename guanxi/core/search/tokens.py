"""Tokens of a record: what somebody may type to find it. Pure functions; a namespace letter keeps the sorts apart.

=  the whole title          ^  the title from its start (prefix search)
h  Han characters, bigrams  w  Latin words and numbers (prefix search)
P  pinyin from the start    p  pinyin from each of the first characters (prefix search)
I  initials from the start  i  initials from each of the first characters (prefix search)
m  mail, its domain         d  digits of a phone     r  the same reversed, for tails
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, product

from guanxi.core.search.reading import is_han, readings

POSITIONS = 12  # characters from which a pinyin token starts
SYLLABLES = 5
INITIALS = 8
TITLE = 48
COMBINATIONS = 4  # readings of a run with several polyphones
WORD = re.compile(r"[^\W_]+", re.UNICODE)
DIGITS = re.compile(r"\D+")


def fold(text: str) -> str:
    """Lower case, full-width forms narrowed, accents off, inner white space single: how both sides are compared."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return " ".join(text.casefold().split())


def name_tokens(title: str) -> Iterator[str]:
    """Tokens of a name or title."""
    folded = fold(title)
    if not folded:
        return
    yield "=" + folded[:TITLE]
    yield "^" + folded[:TITLE]
    han = [character for character in folded if is_han(character)]
    yield from ("h" + character for character in han)
    yield from ("h" + a + b for a, b in pairwise(folded) if is_han(a) and is_han(b))
    for word in WORD.findall(folded):
        yield from ("w" + run for run in "".join(" " if is_han(c) else c for c in word).split())
    yield from _readings(han, starts=is_han(folded[0]))


def _readings(han: list[str], *, starts: bool) -> Iterator[str]:
    known = [found for found in map(readings, han) if found]
    for start in range(min(POSITIONS, len(known))):
        first = starts and start == 0
        window = known[start : start + INITIALS]
        if all(len(found) == 1 for found in window):
            yield ("P" if first else "p") + "".join(found[0] for found in window[:SYLLABLES])
            yield ("I" if first else "i") + "".join(found[0][0] for found in window)
            continue
        for chosen in islice(product(*window[:SYLLABLES]), COMBINATIONS):
            yield ("P" if first else "p") + "".join(chosen)
        letters = [tuple(dict.fromkeys(syllable[0] for syllable in found)) for found in window]
        for initials in islice(product(*letters), COMBINATIONS):
            yield ("I" if first else "i") + "".join(initials)


def phone_tokens(phone: str) -> Iterator[str]:
    """Tokens of an E.164 number: found by its beginning, with or without country code, and by its tail."""
    digits = DIGITS.sub("", phone)
    if not digits:
        return
    yield "d" + digits
    yield "r" + digits[::-1]
    if digits.startswith("86") and len(digits) > 10:
        yield "d" + digits[2:]


def mail_tokens(mail: str) -> Iterator[str]:
    """Tokens of a mail address: found by its beginning or by its domain."""
    folded = mail.casefold()
    yield "m" + folded
    _, _, domain = folded.partition("@")
    if domain:
        yield "m@" + domain


def vector(tokens: Iterable[str]) -> str:
    """The tokens as text that PostgreSQL casts to tsvector: deduplicated, quoted, within its limit of 2,046 bytes each."""
    quoted = {token.replace("\\", "\\\\").replace("'", "''") for token in tokens}
    return " ".join(f"'{token}'" for token in quoted if len(token.encode()) < 2000 and "\x00" not in token)
