"""Quotes: priced from a book, frozen when sent, answered once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from guanxi.commerce.actions.pricebook import create_pricebook, set_price, set_rate
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.tagging import tag_customers
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.line import add_line
from guanxi.sales.actions.quote import create_quote, delete_quotes, edit_quote, next_number, restore_quotes
from guanxi.sales.actions.quote_approval import NeedsApproval
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line, remove_quote_line
from guanxi.sales.actions.quote_send import answer_quote, new_version, send_quote, withdraw_quote
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Quote, QuoteCopy, QuoteLine
from guanxi.sales.queries.quote import likely_prices, quotes
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(house):
    """Lathes at 100, 90 from ten on, never below 80; they cost 60; 13 % tax on top."""
    with acting_as_system("test") as actor:
        product = make_product("L-1", name="Lathe", price=Decimal(120), currency="CNY")
        given = {"name": "Dealers", "currency": "CNY", "valid_from": date(2020, 1, 1), "tax_rate": Decimal(13)}
        book = create_pricebook(given, actor=actor, at=clock.now())
        for quantity, price in ((1, 100), (10, 90)):
            values = {
                "from_quantity": Decimal(quantity),
                "price": Decimal(price),
                "floor": Decimal(80),
                "cost": Decimal(60),
            }
            set_price(book, product.pk, values, actor=actor, at=clock.now())
        book.lathe = product
        return book


def draft(house, book, actor, **line) -> Quote:
    quote = create_quote({"customer": house.customer.pk, "book": book.pk}, actor=actor, at=clock.now())
    given = {"product": book.lathe.pk, "quantity": Decimal(2), **line}
    add_quote_line(quote, given, actor=actor, at=clock.now())
    return Quote.objects.get(pk=quote.pk)


def test_a_book_gives_currency_tax_list_price_and_volume_break(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor)
        assert (quote.currency, quote.tax, quote.tax_rate, quote.status) == ("CNY", "added", Decimal(13), "draft")
        assert (quote.net, quote.tax_amount, quote.total) == (Decimal(200), Decimal(26), Decimal(226))
        line = quote.lines.get()
        given = {"product": book.lathe.pk, "quantity": Decimal(10), "discount": Decimal(5)}
        change_quote_line(quote, line.pk, given, actor=actor, at=clock.now())
        line.refresh_from_db()
        assert (line.list_price, line.price, line.net) == (Decimal(90), Decimal("85.5"), Decimal(855))
        stood = {**given, "price": line.price}
        change_quote_line(quote, line.pk, {**stood, "discount": Decimal(10)}, actor=actor, at=clock.now())
        line.refresh_from_db()
        assert line.price == Decimal(81)  # the discount that was typed counts, not the price that stood there
        for odd in (
            {**stood, "price": Decimal(60)},
            {**stood, "price": line.price, "product": None, "text": "Freight"},
        ):
            with pytest.raises(Refused):
                change_quote_line(quote, line.pk, odd, actor=actor, at=clock.now())
        change_quote_line(quote, line.pk, given, actor=actor, at=clock.now())
        add_quote_line(
            quote, {"text": "Freight", "quantity": Decimal(1), "price": Decimal("0.005")}, actor=actor, at=clock.now()
        )
        quote.refresh_from_db()
        assert quote.total == sum(QuoteLine.objects.values_list("total", flat=True)) == Decimal("966.16")
        remove_quote_line(quote, line.pk, actor=actor, at=clock.now())
        assert quote.net == Decimal("0.01")


def test_without_a_book_the_products_price_holds_exchanged_where_a_rate_is_kept(house, book) -> None:
    with acting_as_system("test") as actor:
        set_rate("USD", date(2020, 1, 1), Decimal(7), actor=actor, at=clock.now())
    with acting_as(house.seller.pk, through="page") as actor:
        for currency, expected in (("CNY", Decimal(120)), ("USD", Decimal("17.14"))):
            quote = create_quote({"customer": house.customer.pk, "currency": currency}, actor=actor, at=clock.now())
            line = add_quote_line(
                quote, {"product": book.lathe.pk, "quantity": Decimal(1)}, actor=actor, at=clock.now()
            )
            assert line.price == expected
        quote = create_quote({"customer": house.customer.pk, "currency": "EUR"}, actor=actor, at=clock.now())
        with pytest.raises(Refused) as refused:
            add_quote_line(quote, {"product": book.lathe.pk, "quantity": Decimal(1)}, actor=actor, at=clock.now())
        assert refused.value.field == "price"


def test_a_quote_for_an_opportunity_takes_its_customer_and_products(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        deal = make_opportunity(house.customer, owner=house.seller)
        add_line(deal, book.lathe.pk, Decimal(3), Decimal(95), actor=actor, at=clock.now())
        quote = create_quote({"opportunity": deal.pk}, actor=actor, at=clock.now())
        line = quote.lines.get()
        assert (quote.customer_id, line.quantity, line.price) == (house.customer.pk, Decimal(3), Decimal(95))
        other = make_opportunity(None, owner=house.seller)
        with pytest.raises(Refused) as refused:
            edit_quote(quote, {"opportunity": other.pk}, actor=actor, at=clock.now())
        assert refused.value.field == "opportunity"


def test_numbers_of_a_year_follow_each_other(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        new_year = clock.now().replace(year=2031, month=1, day=2)
        assert [next_number(new_year) for _ in range(3)] == ["Q2031-00001", "Q2031-00002", "Q2031-00003"]
        assert next_number(new_year.replace(year=2032)) == "Q2032-00001"


def test_sending_freezes_it_and_a_new_version_begins_from_it(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor)
        copy = send_quote(quote, actor=actor, at=clock.now())
        assert (copy.data["total"], copy.data["lines"][0]["price"], sorted(copy.pages)) == (
            "226.000",
            "100.0000",
            ["en", "zh-hans"],
        )
        assert ("Lathe" in copy.pages["en"], "报价单" in copy.pages["zh-hans"], "¥60" in copy.pages["en"]) == (
            True,
            True,
            False,
        )
        for act in (
            lambda: edit_quote(quote, {"subject": "x"}, actor=actor, at=clock.now()),
            lambda: remove_quote_line(quote, quote.lines.get().pk, actor=actor, at=clock.now()),
            lambda: send_quote(quote, actor=actor, at=clock.now()),
        ):
            with pytest.raises(Refused):
                act()
        new_version(quote, actor=actor, at=clock.now())
        change_quote_line(
            quote,
            quote.lines.get().pk,
            {"product": book.lathe.pk, "quantity": Decimal(2), "price": Decimal(95)},
            actor=actor,
            at=clock.now(),
        )
        second = send_quote(quote, actor=actor, at=clock.now())
        assert (second.version, second.data["total"], QuoteCopy.objects.get(version=1).data["total"]) == (
            2,
            "214.700",
            "226.000",
        )
        with pytest.raises(Refused):
            answer_quote(quote, copy.pk, accepted=True, name="Li", actor=actor, at=clock.now())
        answer_quote(quote, second.pk, accepted=True, name="Li", note="ok", actor=actor, at=clock.now())
        with pytest.raises(Refused):
            answer_quote(quote, second.pk, accepted=False, name="Li", actor=actor, at=clock.now())
        with pytest.raises(Refused):
            new_version(quote, actor=actor, at=clock.now())
        told = [(one.data["what"], one.data["version"]) for one in Entry.objects.filter(kind="quote").order_by("pk")]
        assert told == [("sent", 1), ("sent", 2), ("accepted", 2)]


def test_what_was_sent_is_never_changed_in_the_database(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        send_quote(draft(house, book, actor), actor=actor, at=clock.now())
    with acting_as_system("test"), connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('sales_quotecopy', 'update') or has_table_privilege('sales_quotecopy', 'delete')"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(("price", "low"), [("80", False), ("79.9999", True)])
def test_nothing_goes_out_below_the_floor_unapproved_also_by_whoever_does_not_see_it(house, book, price, low) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor, price=Decimal(price))
        if low:
            with pytest.raises(NeedsApproval):
                send_quote(quote, actor=actor, at=clock.now())
        else:
            assert send_quote(quote, actor=actor, at=clock.now()).version == 1


def test_the_floor_holds_without_the_book_and_with_tax_inside(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        for price, low in (("90.40", False), ("90.39", True)):  # 80 and 13 %
            given = {"customer": house.customer.pk, "currency": "CNY", "tax": "included", "tax_rate": Decimal(13)}
            quote = create_quote(given, actor=actor, at=clock.now())
            line = {"product": book.lathe.pk, "quantity": Decimal(1), "price": Decimal(price)}
            add_quote_line(quote, line, actor=actor, at=clock.now())
            if low:
                with pytest.raises(NeedsApproval):
                    send_quote(quote, actor=actor, at=clock.now())
            else:
                send_quote(quote, actor=actor, at=clock.now())


def test_it_expires_by_itself_and_is_not_answered_then(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor)
        copy = send_quote(quote, actor=actor, at=clock.now())
        Quote.objects.update(valid_until=clock.now().date() - timedelta(days=2))
        assert quotes(actor).get().state == "expired"
        with pytest.raises(Refused) as refused:
            answer_quote(quote, copy.pk, accepted=True, name="Li", actor=actor, at=clock.now())
        assert refused.value.code == "expired"
        again = new_version(quote, actor=actor, at=clock.now())
        with pytest.raises(Refused) as refused:
            send_quote(again, actor=actor, at=clock.now())
        assert refused.value.field == "valid_until"


def test_withdrawn_it_is_answered_no_more(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor)
        with pytest.raises(Refused):
            withdraw_quote(quote, actor=actor, at=clock.now())
        copy = send_quote(quote, actor=actor, at=clock.now())
        withdraw_quote(quote, actor=actor, at=clock.now())
        with pytest.raises(Refused):
            answer_quote(quote, copy.pk, accepted=True, name="Li", actor=actor, at=clock.now())


def test_a_stranger_changes_nothing_and_the_boss_hands_it_over(house, book) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        quote = draft(house, book, actor)
    with acting_as(house.stranger.pk, through="page") as actor:
        with pytest.raises(NotAllowed):
            edit_quote(quote, {"subject": "x"}, actor=actor, at=clock.now())
        with pytest.raises(Refused):
            create_quote({"customer": house.customer.pk}, actor=actor, at=clock.now())
        assert [model.objects.count() for model in (Quote, QuoteLine)] == [0, 0]
    with acting_as(house.boss.pk, through="page") as actor:
        edit_quote(quote, {"owner": house.stranger.pk}, actor=actor, at=clock.now())
    with acting_as(house.stranger.pk, through="page") as actor:
        assert Notice.objects.get().params == {"who": "Boss", "quote": quote.number}
        quote = Quote.objects.select_related("customer").get()
        sent = send_quote_refusal(quote, actor)
        assert sent.startswith("You do not see its customer")
        assert delete_quotes([quote.pk], actor=actor, at=clock.now()) == 1
        assert restore_quotes([quote.pk], actor=actor, at=clock.now()) == 1


def send_quote_refusal(quote, actor) -> str:
    with pytest.raises(Refused) as refused:
        send_quote(quote, actor=actor, at=clock.now())
    return str(refused.value)


def test_member_prices_hold_for_customers_with_a_tag_alone(house, book) -> None:
    with acting_as_system("test") as actor:
        given = {
            "name": "Club",
            "currency": "CNY",
            "valid_from": date(2020, 1, 1),
            "tags": ["Gold", " gold ", "Silver"],
        }
        club = create_pricebook(given, actor=actor, at=clock.now())
        assert club.tags == ["Gold", "Silver"]
        member = make_customer("Member", owner=house.seller, tags=["Silver"])
    with acting_as(house.seller.pk, through="page") as actor:
        today = clock.now().date()
        began = [likely_prices(one.pk, "CNY", actor, today)["book"] for one in (member, house.customer)]
        assert began == [club.pk, book.pk]
        quote = create_quote({"customer": member.pk, "book": club.pk}, actor=actor, at=clock.now())
        for act in (
            lambda: create_quote({"customer": house.customer.pk, "book": club.pk}, actor=actor, at=clock.now()),
            lambda: edit_quote(quote, {"customer": house.customer.pk}, actor=actor, at=clock.now()),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert (refused.value.field, "Gold, Silver" in str(refused.value.sentence)) == ("book", True)
        line = {"text": "Service", "quantity": Decimal(1), "price": Decimal(5)}
        add_quote_line(quote, line, actor=actor, at=clock.now())
        tag_customers([member.pk], [], ["Silver"], actor=actor, at=clock.now())
        with pytest.raises(Refused) as refused:
            send_quote(quote, actor=actor, at=clock.now())
        assert refused.value.field == "book"
