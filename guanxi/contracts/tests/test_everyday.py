"""Small things of every day: what is empty is one line, forms begin with what is known, records lead to each other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.commerce.models import PriceBook
from guanxi.contracts.actions.contract import create_contract
from guanxi.contracts.factories import make_contract
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.factories import make_lead, make_opportunity, make_quote
from guanxi.staff.models import Company
from guanxi.staff.queries.company import forget_customs

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


def briefing(house, language="en") -> str:
    return signed_in(house.seller, language).get(f"/customers/{house.customer.pk}/briefing/").content.decode()


def test_what_a_briefing_knows_nothing_of_is_one_line(house) -> None:
    page = briefing(house)
    line = page[page.index("Nothing here about:") :].partition("</p>")[0]
    for title in ("Open opportunities", "What they owe", "Open promises"):
        assert (title in line, f"<h2>{title}</h2>" in page) == (True, False), title
    with acting_as_system("test"):
        make_opportunity(house.customer, name="Lathe deal", owner=house.seller)
        make_contract(house.customer, 1000, number="HT-7", owner=house.seller)
    page = briefing(house)
    line = page[page.index("Nothing here about:") :].partition("</p>")[0]
    assert ("Open opportunities" in line, "What they owe" in line) == (False, False)
    assert [word in page for word in ("HT-7", "¥1,000.00", "Overdue", "<h2>What they owe</h2>")] == [True] * 4
    assert "暂无内容" in briefing(house, "zh-hans")


def test_a_contract_out_of_sight_stays_out_of_the_briefing(house) -> None:
    with acting_as_system("test"):
        make_contract(house.customer, 1000, number="HT-7", owner=house.stranger)
    page = briefing(house)
    assert ("HT-7" in page, "1,000" in page) == (False, False)


def book(name: str, currency: str, rate: int = 13) -> PriceBook:
    made: PriceBook = PriceBook.objects.create(
        name=name, currency=currency, valid_from=date(2020, 1, 1), tax="included", tax_rate=rate
    )
    return made


def begun(house, query: str) -> dict[str, object]:
    form = signed_in(house.seller).get(f"/sales/quotes/new/?{query}").context["form"]
    return {name: form.initial.get(name) for name in ("customer", "currency", "book", "tax", "tax_rate")}


def test_a_quote_begins_with_currency_book_and_tax_of_whom_it_is_for(house) -> None:
    with acting_as_system("test"):
        euro, yuan = book("Europe", "EUR", 19), book("Home", "CNY")
        deal = make_opportunity(house.customer, owner=house.seller, currency="EUR")
    customer = f"customer={house.customer.pk}"
    of = {"customer": house.customer.pk, "tax": "included"}
    assert begun(house, customer) == {**of, "currency": "CNY", "book": yuan.pk, "tax_rate": 13}
    assert begun(house, f"opportunity={deal.pk}") == {**of, "currency": "EUR", "book": euro.pk, "tax_rate": 19}
    with acting_as_system("test"):
        key = book("Key accounts", "CNY", 6)
        assert key.pk != yuan.pk
    # two books hold in the currency: nobody guesses, until a quote to this customer said which
    assert begun(house, customer) == {
        "customer": house.customer.pk,
        "currency": "CNY",
        "book": None,
        "tax": None,
        "tax_rate": None,
    }
    with acting_as_system("test"):
        make_quote(house.customer, owner=house.seller, book=key, currency="CNY", tax="included", tax_rate=Decimal(6))
    assert begun(house, customer) == {**of, "currency": "CNY", "book": key.pk, "tax_rate": 6}
    assert begun(house, "") == {"customer": None, "currency": None, "book": None, "tax": None, "tax_rate": None}


def test_a_quote_to_somebody_out_of_sight_says_nothing_of_him(house) -> None:
    with acting_as_system("test"):
        make_quote(house.customer, owner=house.seller, currency="EUR")
    form = signed_in(house.stranger).get(f"/sales/quotes/new/?customer={house.customer.pk}").context["form"]
    assert ("customer" in form.initial, "currency" in form.initial) == (False, False)


def test_an_opportunity_and_its_lead_lead_to_each_other(house) -> None:
    with acting_as_system("test"):
        deal = make_opportunity(house.customer, name="Lathe deal", owner=house.seller)
        lead = make_lead(
            house.customer, name="Saw us at the fair", owner=house.seller, state="converted", opportunity=deal
        )
        other = make_opportunity(house.customer, name="Other", owner=house.stranger)
        make_lead(house.customer, name="Hidden lead", owner=house.seller, state="converted", opportunity=other)
    client = signed_in(house.seller)
    page = client.get(f"/sales/opportunities/{deal.pk}/").content.decode()
    assert ("From the lead" in page, f'href="/sales/leads/{lead.pk}/"' in page) == (True, True)
    assert f'href="/sales/opportunities/{deal.pk}/"' in client.get(f"/sales/leads/{lead.pk}/").content.decode()
    hidden = signed_in(house.stranger).get(f"/sales/opportunities/{other.pk}/").content.decode()
    assert ("Hidden lead" in hidden, "From the lead" in hidden) == (False, False)


@pytest.mark.parametrize(
    ("typed", "language", "address"),
    [
        ("contr", "en", "/contracts/new/"),
        ("new lead", "en", "/sales/leads/new/"),
        ("hetong", "zh-hans", "/contracts/new/"),
        ("线索", "zh-hans", "/sales/leads/new/"),
    ],
)
def test_the_search_field_makes_what_is_named(house, typed, language, address) -> None:
    found = signed_in(house.boss, language, **{"HX-Request": "true"}).get("/find", {"q": typed}).content.decode()
    assert f'"{address}"' in found


def test_the_search_field_offers_nothing_that_may_not_be_made(house) -> None:
    from guanxi.staff.models import Grant

    with acting_as_system("test"):
        Grant.objects.filter(kind="contract").update(verbs=["see"])
    found = signed_in(house.seller, **{"HX-Request": "true"}).get("/find", {"q": "contract"}).content.decode()
    assert "/contracts/new/" not in found
    page = signed_in(house.seller).get("/").content.decode()
    assert "lead, quote or contract" in page


def test_my_day_warns_of_contracts_that_end_with_the_time_the_company_set(house) -> None:
    today = clock.now().date()
    boss = signed_in(house.boss)
    form = boss.get("/staff/company/").content.decode()
    assert "Warn before a contract ends" in form
    with acting_as_system("test"):
        Company.objects.update_or_create(pk=1, defaults={"name": "Guanxi", "warn_days": 60})
        forget_customs()
        own = {"owner": house.seller, "starts_on": date(2020, 1, 1)}
        make_contract(house.customer, 100, number="ENDS", ends_on=today + timedelta(days=50), warn_days=60, **own)
        make_contract(house.customer, 100, number="LATER", ends_on=today + timedelta(days=50), warn_days=30, **own)
        make_contract(house.customer, 100, number="UNWARNED", ends_on=today + timedelta(days=5), warn_days=None, **own)
        make_contract(house.customer, 100, number="PASSED", ends_on=today - timedelta(days=3), **own)
        make_contract(house.customer, 100, number="LONGAGO", ends_on=today - timedelta(days=90), **own)
        make_contract(house.customer, 100, number="DRAFT", status="draft", ends_on=today, **own)
    day = signed_in(house.seller).get("/contracts/day/").content.decode()
    day = day[day.index("Contracts that end soon") :]
    wanted = {"ENDS": True, "LATER": False, "UNWARNED": False, "PASSED": True, "LONGAGO": False, "DRAFT": False}
    assert {number: number in day for number in wanted} == wanted
    assert "Contracts that end soon" not in signed_in(house.stranger).get("/contracts/day/").content.decode()
    assert signed_in(house.seller).get("/contracts/new/").context["form"].initial["warn_days"] == 60
    with acting_as(house.seller.pk, through="page") as actor:
        made = create_contract(
            {"number": "NEW", "customer": house.customer.pk, "amount": 5, "currency": "CNY"},
            actor=actor,
            at=clock.now(),
        )
        assert made.warn_days == 60
    forget_customs()
