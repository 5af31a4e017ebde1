"""The pages as their users meet them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi.api.factories import make_key
from guanxi.contracts.factories import make_contract, make_payment
from guanxi.contracts.models import BillingTitle, Contract, Invoice, Payment
from guanxi.contracts.queries.contract import plan_of
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.search import find
from guanxi.customers.actions.customer import delete_customers, restore_customers
from guanxi.sales.factories import make_opportunity, make_quote
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


@pytest.fixture
def one(house) -> Contract:
    with acting_as(house.seller.pk, through="page"):
        made = make_contract(house.customer, 1000, parts=3, number="HT-7", name="Lathe supply", owner=house.seller)
        make_payment(made, 400, reference="SF-1")
        made.refresh_from_db()
        return made


def test_pages_show_it_to_its_seller_alone(house, one) -> None:
    pages = [
        "/contracts/?view=all",
        f"/contracts/of/{house.customer.pk}/",
        f"/contracts/{one.pk}/",
        f"/contracts/{one.pk}/peek/",
    ]
    mine, others = signed_in(house.seller), signed_in(house.stranger)
    for url in pages:
        assert "HT-7" in mine.get(url).content.decode(), url
        assert "HT-7" not in others.get(url).content.decode(), url
    assert [others.get(url).status_code for url in pages] == [200, 404, 404, 404]
    assert "SF-1" in mine.get("/contracts/payments/").content.decode()
    assert "SF-1" not in others.get("/contracts/payments/").content.decode()


def test_it_is_made_signed_planned_paid_and_invoiced_on_pages(house) -> None:
    client = signed_in(house.seller)
    assert client.post("/contracts/new/", {"number": "", "customer": ""}).status_code == 422
    given = {
        "number": "HT-1",
        "customer": house.customer.pk,
        "amount": "1000",
        "owner": house.seller.pk,
        "warn_days": "30",
    }
    answer = client.post("/contracts/new/", given)
    assert answer.status_code == 302
    url = answer.url
    assert "A draft: nothing is owed before it is signed." in client.get(url).content.decode()
    tomorrow = (clock.now() + timedelta(days=2)).date()
    assert client.post(f"{url}sign/", {"signed_on": tomorrow}).status_code == 422
    assert (
        client.post(f"{url}sign/", {"signed_on": "2026-03-01"}, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    )
    filled = client.get(f"{url}plan/?parts=3&first=2026-03-31&every=1").content.decode()
    assert [part in filled for part in ("333.34", "2026-04-30", "2026-05-31")] == [True, True, True]
    rows = {"amount": "1000", "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0"}
    rows |= {"rows-0-due_on": "2026-04-01", "rows-0-amount": "300", "rows-0-name": "deposit"}
    wrong = client.post(f"{url}plan/", rows | {"rows-1-due_on": "2099-05-01", "rows-1-amount": "600"})
    assert (wrong.status_code, "they are off by -¥100.00" in wrong.content.decode().replace("\u2212", "-")) == (
        422,
        True,
    )
    assert client.post(f"{url}plan/", rows | {"rows-1-due_on": "2099-05-01", "rows-1-amount": "700"}).status_code == 302
    with acting_as(house.seller.pk, through="page"):
        first, second = plan_of(Contract.objects.get())
    paid = {
        "amount": "500",
        "received_on": "2026-04-02",
        "method": "transfer",
        f"on_{first.pk}": "100",
        f"on_{second.pk}": "400",
    }
    assert client.post(f"{url}payments/", paid | {"amount": "600"}).status_code == 422
    assert client.post(f"{url}payments/", paid).status_code == 302
    page = client.get(url).content.decode()
    assert [word in page for word in ("¥500.00", "Overdue", "Partial", "deposit")] == [True, True, True, True]
    titled = {"title": "Mill Works Ltd", "tax_number": "91310115MA1H9X2Y3K"}
    assert client.post(f"{url}titles/", titled).status_code == 302
    form = client.get(f"{url}invoices/").content.decode()
    assert ("Mill Works Ltd" in form, "1000.00" in form) == (True, True)
    billed = {"number": "F1", "kind": "special", "amount": "600", "issued_on": "2026-04-02", **titled}
    assert client.post(f"{url}invoices/", billed).status_code == 302
    assert client.post(f"{url}invoices/", billed | {"number": "F2"}).status_code == 422
    with acting_as(house.seller.pk, through="page"):
        assert (Payment.objects.get().amount, Invoice.objects.get().title) == (500, "Mill Works Ltd")
        kept = BillingTitle.objects.get()
        payment, invoice = Payment.objects.get(), Invoice.objects.get()
    assert client.post(f"{url}payments/{payment.pk}/void/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}payments/{payment.pk}/void/", {"reason": "bounced"}).status_code == 302
    assert client.post(f"{url}invoices/{invoice.pk}/void/", {"reason": "wrong"}).status_code == 302
    assert client.post(f"{url}titles/{kept.pk}/remove/").status_code == 302
    assert client.post(f"{url}end/").status_code == 302
    page = client.get(url).content.decode()
    assert [word in page for word in ("bounced", "Ended", "None is kept for this customer.")] == [True, True, True]
    assert client.post(f"{url}reopen/").status_code == 302
    assert client.post(f"{url}void/", {"reason": "never delivered"}).status_code == 302
    assert "never delivered" in client.get(url).content.decode()
    with acting_as(house.seller.pk, through="page"):
        assert (Contract.objects.get().status, Payment.objects.count(), Invoice.objects.count()) == ("void", 1, 1)


def test_a_contract_begins_with_what_its_opportunity_says(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        deal = make_opportunity(house.customer, "won", name="Lathe deal", owner=house.seller, amount=Decimal(700))
    page = signed_in(house.seller).get(f"/contracts/new/?opportunity={deal.pk}").content.decode()
    assert ("Lathe deal" in page, 'value="700.00"' in page, "Mill" in page) == (True, True, True)
    assert "Lathe deal" not in signed_in(house.stranger).get(f"/contracts/new/?opportunity={deal.pk}").content.decode()


def test_a_won_opportunity_leads_to_its_contract_with_what_the_customer_accepted(house) -> None:
    with acting_as_system("test"):
        deal = make_opportunity(house.customer, "won", owner=house.seller, amount=Decimal(700))
        quote = make_quote(
            house.customer,
            opportunity=deal,
            status="accepted",
            owner=house.seller,
            total=Decimal("650.500"),
            terms="Cash",
        )
    client, panel = signed_in(house.seller), f"/contracts/for/{deal.pk}/"
    assert panel in client.get(f"/sales/opportunities/{deal.pk}/").content.decode()
    form = client.get(f"/contracts/new/?opportunity={deal.pk}").context["form"]
    said = [form.initial[name] for name in ("amount", "currency", "quote", "terms", "name")]
    assert said == [Decimal("650.50"), "CNY", quote.pk, "Cash", deal.name]  # and is approved by what the quote says
    given = {
        "number": "C-1",
        "customer": house.customer.pk,
        "opportunity": deal.pk,
        "amount": "650.50",
        "warn_days": 30,
    }
    assert client.post("/contracts/new/", given).status_code == 302
    assert "C-1" in client.get(panel).content.decode()
    assert signed_in(house.stranger).get(panel).status_code == 404


def test_the_presets_find_what_is_late_and_what_is_due(house, one) -> None:
    with acting_as(house.seller.pk, through="page"):
        make_contract(house.customer, 5, number="LATER", owner=house.seller, signed_on=date(2026, 1, 1))
        future = make_contract(house.customer, 5, number="FUTURE", owner=house.seller)
        plan_of(future)[0].__class__.objects.filter(contract=future).update(
            due_on=clock.now().date() + timedelta(days=400)
        )
        from guanxi.contracts.actions.ledger import settle

        settle([future.pk])
    client = signed_in(house.seller)
    late = client.get("/contracts/?f=payment_state:any:overdue&sort=next_due_on").content.decode()
    assert ("HT-7" in late, "FUTURE" in late) == (True, False)
    owed = client.get("/contracts/?f=owner:me;next_due_on:not_empty&sort=next_due_on").content.decode()
    assert ("HT-7" in owed, "FUTURE" in owed) == (True, True)
    assert "HT-7" not in client.get("/contracts/?f=payment_state:any:received").content.decode()


def test_the_panel_and_my_day_say_what_is_owed_and_overdue(house, one) -> None:
    client = signed_in(house.seller)
    panel = client.get(f"/contracts/of/{house.customer.pk}/").content.decode()
    assert panel.count("¥600.00") == 2  # owed, and all of it is late
    assert "¥400.00" in panel
    day = client.get("/contracts/day/").content.decode()
    assert ("HT-7" in day, "¥600.00" in day) == (True, True)
    assert '/contracts/day/"' in client.get("/").content.decode()
    assert signed_in(house.stranger).get("/contracts/day/").content.decode().strip() == ""


def test_an_owner_who_does_not_see_the_customer_learns_nothing_of_him(house) -> None:
    with acting_as_system("test"):
        one = make_contract(house.customer, 100, number="HT-9", owner=house.stranger)
        make_payment(one, 10)
    client = signed_in(house.stranger)
    for url in ("", "peek/", "edit/", "plan/"):
        found = client.get(f"/contracts/{one.pk}/{url}")
        assert (found.status_code, "Mill" in found.content.decode()) == (200, False), url
    for url in ("/contracts/?view=all", "/contracts/payments/", f"/history/contract/{one.pk}/", "/contracts/day/"):
        assert "Mill" not in client.get(url).content.decode(), url
    assert client.post(f"/contracts/{one.pk}/titles/", {"title": "x"}).status_code == 404
    paid = {"amount": "5", "received_on": "2026-04-02", "method": "cash"}
    assert client.post(f"/contracts/{one.pk}/payments/", paid).status_code == 302
    with acting_as_system("test"):
        assert Payment.objects.count() == 2
        assert Entry.objects.filter(kind="payment").count() == 0


def test_the_timeline_tells_of_it_in_both_languages(house) -> None:
    client = signed_in(house.seller)
    given = {
        "number": "HT-1",
        "customer": house.customer.pk,
        "amount": "1000",
        "signed_on": "2026-03-01",
        "owner": house.seller.pk,
    }
    url = client.post("/contracts/new/", given).url
    client.post(f"{url}payments/", {"amount": "400", "received_on": "2026-04-02", "method": "transfer"})
    page = client.get(reverse("timeline", args=[house.customer.pk])).content.decode()
    chinese = signed_in(house.seller, "zh-hans").get(reverse("timeline", args=[house.customer.pk])).content.decode()
    with acting_as(house.seller.pk, through="page"):
        told = list(
            Entry.objects.filter(kind__in=("contract", "payment")).order_by("pk").values_list("kind", "subject")
        )
        assert told == [("contract", "HT-1"), ("payment", "HT-1")]
    assert ("the contract was signed, over ¥1,000.00:" in page, "received ¥400.00 for contract" in page) == (True, True)
    assert "登记回款 ¥400.00，合同" in chinese


@pytest.mark.parametrize(("typed", "there"), [("SF-1", True), ("HT-7", True), ("lathe", True), ("SF-2", False)])
def test_payments_are_found_by_reference_and_by_their_contract(house, one, typed, there) -> None:
    from guanxi.contracts.searching import index_contracts

    with acting_as(house.seller.pk, through="page"):
        index_contracts([(one.pk, one.owner_id, one.number, one.name)])
    page = signed_in(house.seller).get(f"/contracts/payments/?q={typed}").content.decode()
    assert ('href="/contracts/payments/' in page.partition("<tbody")[2]) is there


def test_it_is_found_by_its_number_in_its_own_scope(house, one) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        from guanxi.contracts.actions.contract import assign_contracts, edit_contract

        edit_contract(one, {"name": "数控车床供货"}, actor=actor, at=clock.now())
        assert [hit.kind for hit in find("HT-7", actor)] == [hit.kind for hit in find("skcc", actor)] == ["contract"]
    with acting_as(house.stranger.pk, through="page") as actor:
        assert find("HT-7", actor) == []
    with acting_as(house.seller.pk, through="page") as actor:
        assign_contracts([one.pk], house.stranger.pk, actor=actor, at=clock.now())
        assert find("HT-7", actor) == []
    with acting_as(house.stranger.pk, through="page") as actor:
        assert [hit.kind for hit in find("HT-7", actor)] == ["contract"]
        assert Notice.objects.get().kind == "contracts.contract"


def test_it_goes_with_its_customer_into_the_bin_and_its_money_comes_back_whole(house, one) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        delete_customers([house.customer.pk], actor=actor, at=clock.now())
        assert (Contract.objects.alive().count(), Payment.objects.alive().count()) == (0, 0)
        restore_customers([house.customer.pk], actor=actor, at=clock.now())
        back = Contract.objects.alive().get()
        assert (back.received, Payment.objects.alive().count()) == (400, 1)


def test_programs_make_contracts_and_payments_by_the_same_rules(house, one) -> None:
    mine, foreign = ({"Authorization": make_key(member)} for member in (house.seller, house.stranger))

    def post(path: str, given: dict, headers: dict = mine):
        return Client().post(f"/api/v1/{path}/", given, content_type="application/json", headers=headers)

    made = post("contracts", {"number": "A1", "customer": house.customer.pk, "amount": "50", "signed_on": "2026-03-01"})
    assert (made.status_code, made.json()["status"], made.json()["owed"]) == (201, "active", "50.00")
    taken = post("contracts", {"number": "A1", "customer": house.customer.pk, "amount": "50"})
    assert (taken.status_code, taken.json()["code"]) == (422, "number_taken")
    paid = {"contract": made.json()["id"], "amount": "20", "received_on": "2026-03-05", "reference": "T1"}
    assert post("payments", paid).status_code == 201
    assert post("payments", paid | {"amount": "31"}).json()["code"] == "more_than_owed"
    assert post("payments", paid, foreign).status_code == 422
    one_url = f"/api/v1/contracts/{made.json()['id']}"
    assert Client().get(one_url, headers=mine).json()["payment_state"] == "overdue"
    assert Client().get(one_url, headers=foreign).status_code == 404
    assert [p["reference"] for p in Client().get("/api/v1/payments/", headers=mine).json()["items"]] == ["T1", "SF-1"]
    assert Client().get("/api/v1/payments/", headers=foreign).json()["items"] == []


def test_the_page_asks_as_much_for_thirty_payments_as_for_one(house, one) -> None:
    client = signed_in(house.seller)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/contracts/{one.pk}/").status_code == 200
        return len(caught)

    asked()
    few = asked()
    with acting_as(house.seller.pk, through="page"):
        for n in range(29):
            make_payment(one, 1, reference=f"R{n}")
    assert asked() == few


def test_the_words_are_chinese_too(house, one) -> None:
    client = signed_in(house.seller, "zh-hans")
    assert "待回款" in client.get(f"/contracts/{one.pk}/").content.decode()
    assert "合同编号" in client.get("/contracts/?view=all").content.decode()
