"""Discounts: in percent and as amounts, on a line and on the whole; shared out to the last cent, explained where they are large."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guanxi.approvals.models import Approval
from guanxi.commerce.actions.discount import set_limits
from guanxi.commerce.actions.pricebook import create_pricebook, set_price
from guanxi.commerce.factories import make_product
from guanxi.commerce.rules.arithmetic import (
    line_amounts,
    places_of,
    price_after,
    rounded,
    shared_out,
    total_of,
    whole_discount,
)
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.actions.quote import create_quote, edit_quote
from guanxi.sales.actions.quote_approval import NeedsApproval, ask_for_quote, facts_now
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line, remove_quote_line
from guanxi.sales.actions.quote_send import send_quote
from guanxi.sales.models import Quote, QuoteLine
from guanxi.sales.paper import read
from guanxi.sales.queries.quote import guided
from guanxi.staff.models import Role

CURRENCIES = st.sampled_from(sorted(list_currencies()))
LINE = st.tuples(
    st.decimals(Decimal("0.001"), Decimal(99_999), places=3),
    st.decimals(0, Decimal(999_999), places=4),
    st.decimals(0, 100, places=3),
)


@given(st.lists(LINE, max_size=12), CURRENCIES, st.booleans(), st.decimals(0, 100, places=2), st.booleans(), st.data())
def test_lines_add_up_to_the_total_with_a_discount_on_the_whole_in_every_currency(
    lines, currency, included, percent, is_amount, data
) -> None:
    amounts = [rounded(quantity * price, currency) for quantity, price, _rate in lines]
    before = sum(amounts, Decimal(0))
    if is_amount:
        asked = rounded(before * percent / 50, currency)  # up to twice of what there is
        discount = whole_discount(before, None, asked, currency)
        assert discount == min(asked, before)
    else:
        discount = whole_discount(before, percent, None, currency)
        assert discount == rounded(before * percent / 100, currency)
    shares = shared_out(discount, amounts, currency)
    assert sum(shares, Decimal(0)) == discount
    unit = Decimal(1).scaleb(-places_of(currency))
    for share, amount in zip(shares, amounts, strict=True):
        assert 0 <= share <= amount
        assert share == rounded(share, currency)
        assert abs(share - (discount * amount / before if before else 0)) < unit
    made = [
        line_amounts(quantity, price, rate, currency, included=included, off=share)
        for (quantity, price, rate), share in zip(lines, shares, strict=True)
    ]
    total = total_of(made)
    assert (total.gross if included else total.net) == before - discount
    assert total.gross == sum((one.gross for one in made), Decimal(0)) == total.net + total.tax


@pytest.fixture
def shop(house):
    """A lathe at 100 (floor 80, cost 60) and a press at 33.33, in a book with 13 % tax on top; sellers may give 10 %."""
    with acting_as_system("test") as actor:
        house.lathe, house.press = make_product("L-1", name="Lathe"), make_product("P-1", name="Press")
        given = {"name": "Dealers", "currency": "CNY", "valid_from": date(2020, 1, 1), "tax_rate": Decimal(13)}
        house.book = create_pricebook(given, actor=actor, at=clock.now())
        low = {"floor": Decimal(80), "cost": Decimal(60)}
        for product, price, more in ((house.lathe, "100", low), (house.press, "33.33", {})):
            values = {"from_quantity": Decimal(1), "price": Decimal(price), **more}
            set_price(house.book, product.pk, values, actor=actor, at=clock.now())
        set_limits({house.seller.roles.get().pk: Decimal(10)}, actor=actor, at=clock.now())
    return house


def draft(shop, actor, **line) -> Quote:
    quote = create_quote({"customer": shop.customer.pk, "book": shop.book.pk}, actor=actor, at=clock.now())
    for product, quantity in ((shop.lathe, 2), (shop.press, 3)):
        given = {"product": product.pk, "quantity": Decimal(quantity), **line}
        add_quote_line(quote, given, actor=actor, at=clock.now())
    return Quote.objects.get(pk=quote.pk)


def figures(quote) -> list[tuple[Decimal, ...]]:
    rows = QuoteLine.objects.filter(quote=quote).order_by("position")
    return [(one.off, one.share, one.net, one.final_price) for one in rows]


@pytest.mark.django_db
def test_a_discount_on_the_whole_reaches_every_line_and_follows_what_changes(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = draft(shop, actor)
        quote = edit_quote(quote, {"discount_percent": Decimal(5)}, actor=actor, at=clock.now())
        assert figures(quote) == [
            (0, Decimal(10), Decimal(190), Decimal(95)),
            (0, Decimal(5), Decimal("94.99"), Decimal("31.6633")),
        ]
        assert (quote.net, quote.tax_amount, quote.total) == (Decimal("284.99"), Decimal("37.05"), Decimal("322.04"))
        second = quote.lines.get(position=2)
        given = {"product": shop.press.pk, "quantity": Decimal(1), "off": Decimal("3.33")}
        change_quote_line(quote, second.pk, given, actor=actor, at=clock.now())
        assert figures(quote) == [(0, 10, 190, 95), (Decimal("3.33"), Decimal("1.5"), Decimal("28.5"), Decimal("28.5"))]
        remove_quote_line(quote, second.pk, actor=actor, at=clock.now())
        quote = edit_quote(
            quote, {"discount_percent": None, "discount_amount": Decimal("12.34")}, actor=actor, at=clock.now()
        )
        assert (figures(quote), quote.net) == (
            [(0, Decimal("12.34"), Decimal("187.66"), Decimal("93.83"))],
            Decimal("187.66"),
        )
        for values, name in (
            ({"discount_percent": Decimal(1)}, "discount_amount"),
            ({"discount_amount": Decimal("0.001")}, "discount_amount"),
            ({"discount_amount": None, "discount_percent": Decimal("100.01")}, "discount_percent"),
        ):
            with pytest.raises(Refused) as refused:
                edit_quote(quote, values, actor=actor, at=clock.now())
            assert refused.value.field == name
        line = quote.lines.get()
        assert line.final_price == price_after(line.price, line.quantity, line.off + line.share)


@pytest.mark.django_db
def test_a_discount_above_what_the_role_gives_needs_its_reason(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = draft(shop, actor, discount=Decimal(8))
        given = {"product": shop.lathe.pk, "quantity": Decimal(1), "price": Decimal("89.9")}
        with pytest.raises(Refused) as refused:
            add_quote_line(quote, given, actor=actor, at=clock.now())
        assert (refused.value.field, refused.value.code) == ("reason", "reason_needed")
        with pytest.raises(Refused) as refused:  # 8 % and 3 % of what is left
            edit_quote(quote, {"discount_percent": Decimal(3)}, actor=actor, at=clock.now())
        assert refused.value.field == "discount_reason"
        edit_quote(
            quote, {"discount_percent": Decimal(3), "discount_reason": "Third order"}, actor=actor, at=clock.now()
        )
        quote = Quote.objects.get(pk=quote.pk)
        copy = send_quote(quote, actor=actor, at=clock.now())
        assert "Third order" not in str(copy.data) + str(copy.pages)
        with pytest.raises(NotAllowed):
            set_limits({}, actor=actor, at=clock.now())
    with acting_as(shop.boss.pk, through="page") as actor:  # whose role says nothing
        other = create_quote({"customer": shop.customer.pk, "book": shop.book.pk}, actor=actor, at=clock.now())
        given = {"product": shop.press.pk, "quantity": Decimal(1), "discount": Decimal(90)}
        add_quote_line(other, given, actor=actor, at=clock.now())
        assert QuoteLine.objects.get(quote=other).price == Decimal("3.333")


@pytest.mark.django_db
def test_floor_margin_and_rules_see_what_one_costs_in_the_end(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = draft(shop, actor)
        values = {"discount_amount": Decimal(70), "discount_reason": "A fair"}
        edit_quote(quote, values, actor=actor, at=clock.now())
        whole = Quote.objects.select_related("customer", "contact", "owner", "book").get(pk=quote.pk)
        facts = facts_now(whole, actor, clock.now())
        assert (facts.discount, facts.flags, facts.shown["why_whole"]) == (Decimal("23.34"), ("floor",), "A fair")
        assert [one["below"] for one in facts.shown["odd"]] == [True, False]
        with pytest.raises(NeedsApproval):
            send_quote(whole, actor=actor, at=clock.now())
        assert ask_for_quote(whole, reason="A fair", actor=actor, at=clock.now()).state == Approval.State.WAITING
    with acting_as(shop.boss.pk, through="page") as actor:
        found = guided(whole, actor, clock.now().date())
        assert [(one.floor, one.margin, one.is_below) for one in found] == [
            (Decimal(80), Decimal("21.74"), True),
            (None, None, False),
        ]


@pytest.mark.django_db
def test_page_paper_and_dialog_tell_of_it(shop) -> None:
    client = Client(headers={"Accept-Language": "en", "HX-Request": "true"})
    client.force_login(shop.seller)
    with acting_as(shop.seller.pk, through="page") as actor:
        quote = draft(shop, actor)
        add_quote_line(
            quote,
            {"text": "Freight", "quantity": Decimal(1), "price": Decimal(100), "off": Decimal(5)},
            actor=actor,
            at=clock.now(),
        )
    url = f"/sales/quotes/{quote.pk}/discount/"
    assert "Needed above 10" in client.get(url).content.decode()
    assert client.post(url, {"discount_percent": "20"}).status_code == 422
    assert client.post(url, {"discount_percent": "4"}).status_code == 200
    page = client.get(f"/sales/quotes/{quote.pk}/").content.decode()
    # 200 + 99.99 + 95 = 394.99, less 15.80
    assert [word in page for word in ("394.99", "15.80", "379.19", "5.00")] == [True] * 4
    with acting_as(shop.seller.pk, through="page") as actor:
        copy = send_quote(Quote.objects.get(pk=quote.pk), actor=actor, at=clock.now())
        paper = read(copy.data)
        assert (
            sum(one["amount"] for one in paper["lines"]) - paper["whole"]["amount"] == paper["net"] == Decimal("379.19")
        )
        old = {name: value for name, value in copy.data.items() if name != "whole"}
        old["lines"] = [{k: v for k, v in one.items() if k not in {"off", "amount"}} for one in old["lines"]]
        assert read(old)["lines"][0]["amount"] == Decimal(192)  # a copy from before there were discounts on the whole
    assert "折扣 4 %" in copy.pages["zh-hans"]
    assert "Sum of the lines" in copy.pages["en"]


@pytest.mark.django_db
def test_limits_are_kept_on_a_page_of_their_own(shop) -> None:
    boss, seller = Client(headers={"Accept-Language": "en"}), Client()
    boss.force_login(shop.boss)
    seller.force_login(shop.seller)
    role = Role.objects.get(built_in="sales")
    assert seller.get("/commerce/discounts/").status_code == 404
    assert boss.post("/commerce/discounts/", {f"role_{role.pk}": "101"}).status_code == 422
    assert boss.post("/commerce/discounts/", {f"role_{role.pk}": "12.5"}).status_code == 302
    assert 'value="12.5"' in boss.get("/commerce/discounts/").content.decode()
    assert "Discounts by role" in boss.get("/commerce/pricebooks/").content.decode()
