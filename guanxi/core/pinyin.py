"""How single Han characters read. Without pypinyin's dictionary of phrases, which would take 45 MiB in every process."""

import os

os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "true"  # read when pypinyin is imported

from pypinyin import Style, pinyin


def syllable(character: str) -> str:
    """Its reading without a tone; the character itself when it has none."""
    return pinyin(character, style=Style.NORMAL)[0][0]


def known_syllable(character: str) -> str:
    """Its reading without a tone, empty when it has none."""
    found = pinyin(character, style=Style.NORMAL, errors="ignore")
    return found[0][0] if found else ""
