"""Texts, yes or no, choices, tags and web addresses."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from guanxi.intake.values.clean import clean, narrow, shown
from guanxi.intake.values.hints import PLAIN, Hints
from guanxi.intake.values.problem import BadValue

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "on",
        "x",
        "ok",
        "是",
        "有",
        "对",
        "真",
        "√",
        "✓",
        "✔",
        "☑",
        "已",
        "启用",
        "yes!",
        "oui",
        "ja",
        "sí",
    ]
)
NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "off",
        "否",
        "无",
        "错",
        "假",
        "×",
        "✗",
        "✘",
        "☐",
        "未",
        "没有",
        "停用",
        "非",
        "不是",
        "non",
        "nein",
    ]
)
TAG_LENGTH = 50
_TAG_ENDS = re.compile("[,;|\n，；、#＃]+")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,63}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]")


def parse_text(raw: str, *, hints: Hints = PLAIN) -> str:
    """The text, cleaned; an empty one stays empty. Raises `BadValue` when longer than `hints.max_length`."""
    text = clean(raw)
    if hints.max_length is not None and len(text) > hints.max_length:
        raise BadValue("text_too_long", length=len(text), limit=hints.max_length)
    return text


def parse_bool(raw: str, *, hints: Hints = PLAIN) -> bool:  # noqa: ARG001 - all parsers are called alike
    """Yes or no in the words and marks people use in both languages."""
    word = narrow(raw).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadValue("not_yes_or_no" if word else "blank", raw=shown(raw))


def parse_choice(raw: str, *, hints: Hints) -> str:
    """The value of `hints.choices` that the word means; case, spaces and punctuation do not matter."""
    word = _folded(raw)
    if not word:
        raise BadValue("blank", raw="")
    for value, words in hints.choices.items():
        if word == _folded(value) or any(word == _folded(each) for each in words):
            return value
    raise BadValue("not_a_choice", raw=shown(raw), allowed=_allowed(hints.choices))


def parse_tags(raw: str, *, hints: Hints = PLAIN) -> list[str]:  # noqa: ARG001 - all parsers are called alike
    """Tags parted by any comma, semicolon, bar, hash or line break, once each in their order."""
    tags: dict[str, str] = {}
    for part in _TAG_ENDS.split(clean(raw)):
        tag = part.strip()
        if len(tag) > TAG_LENGTH:
            raise BadValue("tag_too_long", raw=shown(tag), limit=TAG_LENGTH)
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return list(tags.values())


def parse_url(raw: str, *, hints: Hints = PLAIN) -> str:  # noqa: ARG001 - all parsers are called alike
    """An absolute http or https address; a bare domain gets https. Other schemes are refused, scripts above all."""
    text = narrow(raw)
    if not text:
        raise BadValue("blank", raw="")
    if "://" not in text:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise BadValue("not_a_url", raw=shown(raw)) from None
    bracketed = f"[{host}]" if ":" in host else host
    bad = parts.scheme.lower() not in ("http", "https") or re.search(r"[\s<>\"\\]", text) or parts.username is not None
    if bad or len(text) > 2000 or not _DOMAIN.fullmatch(bracketed):
        raise BadValue("not_a_url", raw=shown(raw))
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()


@lru_cache(maxsize=4096)
def _folded(raw: str) -> str:
    return re.sub(r"[\W_]+", "", narrow(raw).casefold())


def _allowed(choices: Mapping[str, tuple[str, ...]]) -> str:
    words = [words[0] if words else value for value, words in choices.items()]
    return ", ".join(words[:12]) + (" …" if len(words) > 12 else "")
