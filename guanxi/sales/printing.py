"""A sent quote as a PDF: made from its frozen copy alone, in the language asked for, with Chinese fonts that come along."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.defaultfilters import date as date_words
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.sales.paper import read
from guanxi.sales.templatetags.sales import parts_text, unit_price
from guanxi.ui.templatetags.ui import grouped
from guanxi.ui.words import money_text

LAYOUT = Path(__file__).resolve().parent / "typst" / "quote.typ"
FONTS = Path(settings.FONTS)


def quote_pdf(data: Mapping[str, Any], language: str) -> bytes:
    """The PDF of a snapshot in one of the product's languages; the same bytes of text as its page, about a third of a second."""
    import typst  # 80 MB of it: only where a PDF is made

    code = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(code):
        words = json.dumps(_words(read(data), code), ensure_ascii=False)
    made: bytes = typst.compile(
        str(LAYOUT), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"quote": words}
    )
    return made


def _words(paper: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Everything that stands on it, as text, in the order in which it stands there."""
    currency, included = paper["currency"], paper["included"]
    number = paper["number"]
    if paper["version"] > 1:
        number = f"{number} · {_('version %(version)s') % {'version': paper['version']}}"
    heads = [_("No."), _("Item"), _("Quantity")]
    heads += [_("List price"), _("Discount")] if paper["discounted"] else []
    heads += [_("Unit price"), _("Tax"), _("Amount")]
    held = _("Prices include tax.") if included else _("Prices are without tax, which is added.")
    held = _("No tax is added.") if paper["untaxed"] else held
    note = _("All amounts in %(currency)s; each line is rounded by itself.") % {"currency": currency}
    return {
        "language": {"zh-hans": ["zh", "cn"]}.get(language, [language, ""]),
        "company": paper["company"],
        "title": _("Quote"),
        "subject": paper["subject"],
        "facts": [
            [_("Number"), number],
            [_("Date"), date_words(paper["on"])],
            [_("Valid until"), date_words(paper["valid_until"])],
        ],
        "parties": [
            [_("For"), [one for one in (paper["customer"], paper["contact"]) if one]],
            [pgettext("quote", "From"), [one for one in (paper["company"], paper["seller"], paper["mail"]) if one]],
        ],
        "heads": heads,
        "rows": [_row(place, one, paper) for place, one in enumerate(paper["lines"], start=1)],
        "sums": [
            *_whole(paper),
            [_("Without tax"), money_text(paper["net"], currency)],
            [_("Tax"), money_text(paper["tax_amount"], currency)],
            [_("Total"), money_text(paper["total"], currency)],
        ],
        "note": f"{held} {note}",
        "terms": [_("Terms"), paper["terms"].replace("\r\n", "\n")],
    }


def _whole(paper: Mapping[str, Any]) -> list[list[str]]:
    """What the lines cost, and the discount on the whole."""
    if not (whole := paper["whole"]):
        return []
    percent = whole["percent"]
    words = _("Discount") if percent is None else f"{_('Discount')} {grouped(percent.normalize())} %"
    currency = paper["currency"]
    return [
        [_("Sum of the lines"), money_text(whole["before"], currency)],
        [words, money_text(-whole["amount"], currency)],
    ]


def _row(place: int, one: Mapping[str, Any], paper: Mapping[str, Any]) -> list[str]:
    currency = paper["currency"]
    text = one["text"] if not one["code"] or one["code"] in one["text"] else f"{one['text']} {one['code']}"
    if one["parts"]:
        text = f"{text}\n{parts_text(one['parts'])}"
    found = [str(place), text, grouped(one["quantity"].normalize())]
    if paper["discounted"]:
        words = [f"{grouped(one['discount'].normalize())} %"] if one["discount"] else []
        words += [money_text(-one["off"], currency)] if one["off"] else []
        found += [unit_price(one["list_price"], currency), " ".join(words)]
    tax = f"{grouped(one['tax_rate'].normalize())} %"
    return [*found, unit_price(one["price"], currency), tax, money_text(one["amount"], currency)]
