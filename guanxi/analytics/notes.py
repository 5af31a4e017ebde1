"""Notes that a form or a file wrote as "word: answer, word: answer": each word is a fact of its own. No I/O."""

import re
from collections import Counter
from collections.abc import Iterable

MOST, SHARE = 8, 0.5  # words that are taken, and the share of notes that must have them
_PAIR = re.compile(r"([^:：,，;；\n]{1,30})[:：]\s*([^,，;；\n]{1,60})")


def pairs(note: str) -> dict[str, str]:
    """What a note says, by word; the first of equal ones."""
    found: dict[str, str] = {}
    for word, answer in _PAIR.findall(note):
        found.setdefault(word.strip(), answer.strip())
    return found


def common(notes: Iterable[str]) -> list[str]:
    """The words that half of the notes have, at most eight, in the order of how many have them."""
    number, seen = 0, Counter[str]()
    for note in notes:
        number += 1
        seen.update(pairs(note).keys())
    return [word for word, count in seen.most_common(MOST) if count >= SHARE * number]
