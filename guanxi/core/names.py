"""How names sort: by pinyin, stored beside the name, since a server may have no Chinese collation."""

import unicodedata
from functools import lru_cache

from guanxi.core.pinyin import syllable

SORT_LENGTH = 240


@lru_cache(maxsize=20_000)
def _reading(character: str) -> str:
    return syllable(character)


def sort_key(name: str) -> str:
    """The key that a name sorts by: readings of Han characters, Latin letters without accents, all lower case."""
    parts = []
    for character in unicodedata.normalize("NFKD", name.strip()):
        if unicodedata.combining(character):
            continue
        parts.append(_reading(character) + " " if "\u3400" <= character <= "\u9fff" else character.casefold())
    return "".join(parts)[:SORT_LENGTH]
