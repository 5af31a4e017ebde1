"""Mentions in plain text: which names follow an @, and which text is a name. Pure; who is meant is asked elsewhere."""

import re
from collections.abc import Collection, Iterable

LONGEST_NAME = 60
_AT = re.compile(r"(?<![\w.])@(?=\S)")


def candidates(text: str, *, most: int = 20) -> set[str]:
    """Every beginning of what follows the first `most` @ signs: the names that could be meant."""
    found: set[str] = set()
    for match in list(_AT.finditer(text))[:most]:
        rest = re.split(r"[\n\r\t@]", text[match.end() : match.end() + LONGEST_NAME])[0]
        found.update(rest[:length].rstrip() for length in range(1, len(rest) + 1))
    return found - {""}


def named(text: str, names: Collection[str], preferred: Collection[str] = ()) -> list[str]:
    """The names that are mentioned, each once, in the order of the text: the longest that fits, one of `preferred` first."""
    found: dict[str, None] = {}
    for match in _AT.finditer(text):
        fitting = [name for name in names if _fits(text, match.end(), name)]
        chosen = [name for name in fitting if name in preferred] or fitting
        if chosen:
            found.setdefault(max(chosen, key=len))
    return list(found)


def _fits(text: str, start: int, name: str) -> bool:
    if not name or not text.startswith(name, start):
        return False
    after = text[start + len(name) : start + len(name) + 1]
    # "@Ann" is not in "@Annabel"; Han names need no sign behind them
    return not (name[-1].isascii() and name[-1].isalnum() and after.isascii() and after.isalnum())


def mention_pattern(names: Iterable[str]) -> str:
    """A regular expression for "@name" of any of the names, longest first; matches nothing without names."""
    ordered = sorted({name for name in names if name}, key=len, reverse=True)
    return r"(?<![\w.])@(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else r"(?!)"
