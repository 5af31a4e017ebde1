"""What somebody typed, turned into queries over the tokens of `tokens.py`."""

import re
from dataclasses import dataclass
from itertools import pairwise

from guanxi.core.search.reading import is_han
from guanxi.core.search.tokens import TITLE, fold

DIGITS_ONLY = re.compile(r"^[\d\s()+\-.]+$")
SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Question:
    """`start` finds what begins like the text, `anywhere` what holds it; `needle` is compared with titles again.

    `recheck` says that the needle must stand in the title, since bigrams do not prove that they are adjacent.
    """

    start: str
    anywhere: str
    needle: str
    recheck: bool


def ask(text: str, *, digits: bool = True) -> Question | None:
    """The queries for what was typed; None when nothing can be searched. Without `digits` phones are not asked."""
    needle = fold(text)[:TITLE]
    if not needle:
        return None
    parts = [part for word in needle.split() if (part := _word(word, digits=digits))]
    if DIGITS_ONLY.match(needle):
        number = re.sub(r"\D", "", needle)
        parts = [part for part in [_number(number, digits=digits)] if part]
    start = [_prefix("^", needle), f"{_quote('=' + needle)}"]
    if needle.isascii() and needle.isalpha():
        start += [_prefix("P", needle), _prefix("I", needle)]
    if "@" in needle:
        start.append(_prefix("m", needle))
    han = sum(is_han(character) for character in needle)
    return Question(
        start=" | ".join(start),
        anywhere=" & ".join(f"({part})" for part in parts) if parts else "",
        needle=needle,
        recheck=han >= SHORTEST_NUMBER and " " not in needle,
    )


def _word(word: str, *, digits: bool) -> str:
    if "@" in word:
        return _prefix("m", word)
    han = [character for character in word if is_han(character)]
    latin = "".join(character if not is_han(character) and character.isalnum() else " " for character in word).split()
    parts = []
    if len(han) == 1:
        parts.append(_quote("h" + han[0]))
    parts += [_quote("h" + a + b) for a, b in pairwise(han)]
    for run in latin:
        parts.append(_latin(run, alone=not han, digits=digits))
    found = " & ".join(f"({part})" for part in parts)
    if not han and len(latin) > 1:  # "anna.li": the beginning of a mail address as much as two words
        return f"({found}) | {_prefix('m', word)}"
    return found


def _latin(run: str, *, alone: bool, digits: bool) -> str:
    choices = [_prefix("w", run)]
    if run.isascii() and run.isalpha():
        choices += [_prefix(letter, run) for letter in "PpIi"]
        if alone:
            choices.append(_prefix("m", run))
    elif run.isdigit() and digits and len(run) >= SHORTEST_NUMBER:
        choices += [_prefix("d", run), _prefix("r", run[::-1])]
    elif alone:
        choices.append(_prefix("m", run))
    return " | ".join(choices)


def _number(number: str, *, digits: bool) -> str:
    if not number:
        return ""
    choices = [_prefix("w", number)]
    if digits and len(number) >= SHORTEST_NUMBER:
        choices += [_prefix("d", number), _prefix("r", number[::-1])]
    return " | ".join(choices)


def _quote(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _prefix(letter: str, text: str) -> str:
    return _quote(letter + text) + ":*"
