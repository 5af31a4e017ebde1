"""The mail that tells a customer who will look after him: its text in each language, and what stands in its places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.core.refused import Refused

TEXT_ID = "farewell-{taker}-{language}"
PLACES = ("customer", "giver", "taker", "company")
LONGEST = {"subject": 200, "text": 5000}
_PLACE = re.compile(r"\{\s*([^{}]*?)\s*\}")


@dataclass(frozen=True, slots=True)
class Farewell:
    """One text, in the language called `language`; `key` is the id of its element."""

    key: str
    code: str
    language: str
    taker: str
    text: str


def farewells(giver: str, takers: dict[int, str], company: str) -> list[Farewell]:
    """The text per taker and language, with a place for the customer's name: for whom no mail reaches."""
    found = []
    for pk, taker in takers.items():
        for code, language in settings.LANGUAGES:
            with translation.override(code):
                customer, own = _("[name]"), str(language)  # a language by its own name
            said = fill(proposed(code)["text"], customer=customer, giver=giver, taker=taker, company=company)
            found.append(Farewell(TEXT_ID.format(taker=pk, language=code), code, own, taker, said))
    return found


def proposed(code: str) -> dict[str, str]:
    """Subject and text as they are offered, in the language `code`, with their places."""
    with translation.override(code):
        return {
            "subject": _("{taker} of {company} looks after you from today"),
            "text": _(
                "Dear {customer},\n\n"
                "{giver} has looked after you at {company} until now and has taken on other work. "
                "From today {taker} is there for you and knows what was agreed; nothing of it is lost. "
                "If anything is open or urgent, please write to {taker} at any time.\n\n"
                "Kind regards\n{company}"
            ),
        }


def fill(text: str, **said: str) -> str:
    """The text with `customer`, `giver`, `taker` and `company` in their places; braces around anything else stay."""
    return _PLACE.sub(lambda found: said.get(found[1], found[0]), text)


def checked(mail: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What was written per language, trimmed; raises `Refused` where something is missing, too long or has no meaning."""
    kept: dict[str, dict[str, str]] = {}
    for code, language in settings.LANGUAGES:
        said = {part: str(mail.get(code, {}).get(part, "")).replace("\r\n", "\n").strip() for part in LONGEST}
        said["subject"] = " ".join(said["subject"].split())  # a header has one line
        for part, text in said.items():
            if not text or len(text) > LONGEST[part]:
                raise Refused(
                    gettext_lazy(
                        "The mail needs a subject and a text in each language, of a bearable length: %(language)s."
                    )
                    % {"language": language}
                )
            odd = next((place for place in _PLACE.findall(text) if place not in PLACES), None)
            if odd is not None:
                raise Refused(gettext_lazy("Nothing can be put in the place {%(place)s} of the mail.") % {"place": odd})
        kept[code] = said
    return kept
