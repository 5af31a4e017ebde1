"""A quote as a PDF: the same figures as its page, in both languages, with every Chinese sign drawn."""

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.actions.quote_send import send_quote, withdraw_quote
from guanxi.sales.links import link_of
from guanxi.sales.models import Quote, QuoteCopy, QuoteLine
from guanxi.sales.paper import pages, snapshot
from guanxi.sales.paper import read as read_paper
from guanxi.sales.printing import _words

pytestmark = pytest.mark.django_db
NAME = "云杉喆堃科技有限公司"


@pytest.fixture
def copy(house) -> QuoteCopy:
    with acting_as_system("test"):
        customer = make_customer(NAME, owner=house.seller)
        product = make_product("L-1", name="Lathe 车床", price=Decimal(700), currency="CNY")
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"customer": customer.pk, "subject": "#set page(*x*) $y$", "terms": "Paid in 30 days\n货到付款", "tax_rate": Decimal(13)}  # fmt: skip
        quote = create_quote(given, actor=actor, at=clock.now())
        for quantity, discount in ((3, 10), (1, None)):
            line = {"product": product.pk, "quantity": Decimal(quantity), "discount": discount and Decimal(discount)}
            add_quote_line(quote, line, actor=actor, at=clock.now())
        for number in range(40):
            line = {"text": f"Part {number}", "quantity": Decimal(1), "price": Decimal("0.005")}
            add_quote_line(quote, line, actor=actor, at=clock.now())
        return send_quote(quote, actor=actor, at=clock.now())


def read(answer) -> PdfReader:
    return PdfReader(io.BytesIO(answer.content))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def figures(text: str) -> set[str]:
    return {*re.findall(r"¥[\d,.]*\d", text)}


@pytest.mark.parametrize(("language", "words"), [("en", ["Quote", "Total", "Without tax", "Valid until", "For"]), ("zh-hans", ["报价单", "合计", "不含税"])])  # fmt: skip
def test_it_says_what_the_customers_page_says(copy, language, words) -> None:
    client = Client(headers={"Accept-Language": language})
    page = unescape(client.get(link_of(copy)).content.decode())
    answer = client.get(f"{link_of(copy)}pdf/")
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("application/pdf", "noindex, nofollow")
    assert answer["Content-Disposition"] == f'attachment; filename="{copy.data["number"]}-1.pdf"'
    text = text_of(read(answer))
    assert [
        one for one in [*words, NAME, "#set page(*x*) $y$", "货到付款", "Paid in 30 days", "10 %"] if one not in text
    ] == []
    assert figures(text) == figures(page)
    assert {word for word in words if word not in page} == set()
    assert f"¥{Decimal(copy.data['total']):,.2f}" in figures(text)


def test_every_sign_of_a_chinese_name_is_drawn_from_an_embedded_font(house, copy) -> None:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(house.seller)
    reader = read(client.get(f"/sales/quotes/{copy.quote_id}/copies/{copy.pk}/pdf/"))
    assert len(reader.pages) > 1
    drawn: set[str] = set()
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        under = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile3" in under["/FontDescriptor"].get_object()
        if (
            "NotoSansHans" in under["/BaseFont"]
            or "NotoSansSC" in under["/BaseFont"]
            or "NotoSans" in under["/BaseFont"]
        ):
            signs = font.get_object()["/ToUnicode"].get_object().get_data().decode()
            for glyph, code in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})>", signs, re.IGNORECASE):
                if int(glyph, 16):  # 0 is the empty box
                    drawn.add(chr(int(code, 16)))
    assert {*NAME} - drawn == set()


def test_the_language_is_chosen_on_the_record_and_strangers_get_nothing(house, copy) -> None:
    url = f"/sales/quotes/{copy.quote_id}/copies/{copy.pk}/pdf/"
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(house.seller)
    assert "Without tax" in text_of(read(client.get(f"{url}?language=en")))
    client.force_login(house.stranger)
    assert client.get(url).status_code == 404


def test_a_withdrawn_or_forged_link_gives_no_file(house, copy) -> None:
    cache.clear()
    assert Client().get("/q/x/pdf/").status_code == 410
    with acting_as(house.seller.pk, through="page") as actor:
        withdraw_quote(Quote.objects.get(), actor=actor, at=clock.now())
    assert Client().get(f"{link_of(copy)}pdf/").status_code == 410
    statuses = [Client().get("/q/x/pdf/").status_code for _ in range(20)]
    assert statuses[-1] == 429
    cache.clear()


@pytest.mark.parametrize(
    ("rates", "words"), [((13, 0), "Prices are without tax, which is added."), ((0, 0), "No tax is added.")]
)
def test_a_paper_without_any_tax_does_not_say_that_it_comes_on_top(rates, words) -> None:
    quote = Quote(number="Q", currency="CNY", valid_until=date(2026, 12, 31), version=1)
    lines = [
        QuoteLine(
            text="Lathe", quantity=Decimal(1), price=Decimal(5), final_price=Decimal(5), tax_rate=Decimal(rate),
            net=Decimal(5), tax_amount=Decimal(0), total=Decimal(5), off=Decimal(0), share=Decimal(0), quote=quote,
        )
        for rate in rates
    ]  # fmt: skip
    with acting_as_system("test"):
        data = snapshot(quote, lines, date(2026, 5, 1))
    with translation.override("en"):
        html, said = pages(data)["en"], _words(read_paper(data), "en")["note"]
    assert (words in html, words in said) == (True, True)
    assert read_paper({name: value for name, value in data.items() if name != "untaxed"})["untaxed"] is False
