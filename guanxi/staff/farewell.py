"""The mail that tells a customer who will look after him: a text per language, to be sent by whoever knows him."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

TEXT_ID = "farewell-{taker}-{language}"


@dataclass(frozen=True, slots=True)
class Farewell:
    """One text, in the language called `language`; `key` is the id of its element."""

    key: str
    code: str
    language: str
    taker: str
    text: str


def farewells(giver: str, takers: dict[int, str], company: str) -> list[Farewell]:
    """The text per taker and language, with a place for the customer's name."""
    found = []
    for pk, taker in takers.items():
        for code, language in settings.LANGUAGES:
            with translation.override(code):
                words = {"giver": giver, "taker": taker, "company": company, "customer": _("[name]")}
                text = _(
                    "Dear %(customer)s,\n\n"
                    "%(giver)s has looked after you at %(company)s until now and has taken on other work. "
                    "From today %(taker)s is there for you and knows what was agreed; nothing of it is lost. "
                    "If anything is open or urgent, please write to %(taker)s at any time.\n\n"
                    "Kind regards\n%(company)s"
                )
                found.append(
                    Farewell(TEXT_ID.format(taker=pk, language=code), code, str(language), taker, text % words)
                )
    return found
