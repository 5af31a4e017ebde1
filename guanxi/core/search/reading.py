"""How Han characters read: pinyin syllables, with the second reading where names really use one."""

from functools import lru_cache

from guanxi.core.pinyin import known_syllable

# Characters that names use with more than one reading; the first is what pypinyin gives alone or what names prefer.
POLYPHONES = {
    "行": ("hang", "xing"),
    "长": ("chang", "zhang"),
    "重": ("zhong", "chong"),
    "乐": ("le", "yue"),
    "厦": ("xia", "sha"),
    "朝": ("chao", "zhao"),
    "单": ("dan", "shan"),
    "曾": ("zeng", "ceng"),
    "解": ("jie", "xie"),
    "仇": ("qiu", "chou"),
    "区": ("qu", "ou"),
    "查": ("cha", "zha"),
    "盖": ("gai", "ge"),
    "翟": ("zhai", "di"),
    "覃": ("qin", "tan"),
    "调": ("tiao", "diao"),
    "传": ("chuan", "zhuan"),
    "盛": ("sheng", "cheng"),
    "都": ("du", "dou"),
    "贾": ("jia", "gu"),
    "柏": ("bai", "bo"),
    "尉": ("wei", "yu"),
    "藏": ("cang", "zang"),
    "和": ("he", "huo"),
    "会": ("hui", "kuai"),
    "绿": ("lv", "lu"),
    "率": ("lv", "shuai"),
    "省": ("sheng", "xing"),
    "洗": ("xi", "xian"),
    "车": ("che", "ju"),
    "女": ("nv", "nu"),
    "吕": ("lv", "lu"),
    "屿": ("yu", "yu"),
}


def is_han(character: str) -> bool:
    """Whether it is a Han character of the blocks that names use."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003134f"


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """Syllables without tones, one or two; empty for a character that has none."""
    known = POLYPHONES.get(character)
    if known:
        return known
    first = known_syllable(character)
    return (first.replace("ü", "v"),) if first else ()
