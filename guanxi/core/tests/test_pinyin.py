"""What is left out of pypinyin changes no reading of a single character."""

import json
import os
import subprocess
import sys

from guanxi.core import pinyin

WHOLE = """
import json
from pypinyin import Style, constants, pinyin
assert len(constants.PHRASES_DICT) > 40_000
han = [chr(code) for part in (range(0x3400, 0xA000), range(0x20000, 0x20400)) for code in part]
print(json.dumps({one: pinyin(one, style=Style.NORMAL)[0][0] for one in han}))
"""


def test_single_characters_read_as_with_all_phrases():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    done = subprocess.run([sys.executable, "-c", WHOLE], env=kept, capture_output=True, text=True, check=True)
    whole = json.loads(done.stdout)
    assert {one: pinyin.syllable(one) for one in whole} == whole
    differ = [one for one, reading in whole.items() if pinyin.known_syllable(one) not in {reading, ""}]
    assert differ == []
    assert (pinyin.known_syllable("张"), pinyin.known_syllable("a")) == ("zhang", "")


def test_phrases_are_not_in_memory():
    from pypinyin import constants

    assert constants.PHRASES_DICT == {}
