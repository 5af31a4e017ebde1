"""Contracts that somebody has to approve before they are signed: by amount, or where they differ from the accepted quote."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.approvals.actions.approval import decide
from guanxi.approvals.factories import make_chain
from guanxi.approvals.models import Approval
from guanxi.contracts.actions.approval import NeedsApproval, ask_for_contract
from guanxi.contracts.actions.contract import assign_contracts, create_contract, edit_contract
from guanxi.contracts.actions.plan import Planned, set_plan
from guanxi.contracts.actions.status import sign
from guanxi.contracts.models import Contract
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import create_quote
from guanxi.sales.actions.quote_line import add_quote_line
from guanxi.sales.actions.quote_send import answer_quote, send_quote
from guanxi.sales.models import Quote
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 2, 1)


@pytest.fixture
def office(house):
    """The seller's lead; contracts above 10,000 need the manager's approval."""
    with acting_as_system("test"):
        house.lead = make_member("Lead")
        Member.objects.filter(pk=house.seller.pk).update(manager=house.lead)
        make_chain({"way": "manager"}, document="contract", over_amount=Decimal(10_000))
    return house


def accepted(office, actor) -> Quote:
    given = {"customer": office.customer.pk, "currency": "CNY", "subject": "Two lathes", "terms": "Paid in 30 days"}
    quote = create_quote(given, actor=actor, at=clock.now())
    line = {"text": "Lathe", "quantity": Decimal(2), "price": Decimal(2500)}
    add_quote_line(quote, line, actor=actor, at=clock.now())
    copy = send_quote(quote, actor=actor, at=clock.now())
    answer_quote(quote, copy.pk, accepted=True, name="Ms Li", actor=actor, at=clock.now())
    return Quote.objects.get(pk=quote.pk)


def drafted(office, actor, amount=5000, **given) -> Contract:
    values = {"number": "HT-1", "customer": office.customer.pk, "amount": Decimal(amount), "currency": "CNY", **given}
    return create_contract(values, actor=actor, at=clock.now())


def state_of(contract) -> list[str]:
    return list(Approval.objects.filter(document="contract", record_id=contract.pk).values_list("state", flat=True))


def test_a_large_contract_waits_and_a_change_asks_anew(office) -> None:
    with acting_as(office.seller.pk, through="page") as actor:
        assert sign(drafted(office, actor, 10_000), SIGNED, actor=actor, at=clock.now()).status == "active"
        with pytest.raises(NeedsApproval):
            drafted(office, actor, 10_001, number="HT-0", signed_on=SIGNED)
        large = drafted(office, actor, 10_001, number="HT-2")
        with pytest.raises(NeedsApproval) as refused:
            sign(large, SIGNED, actor=actor, at=clock.now())
        assert refused.value.field == "signed_on"
        asked = ask_for_contract(large, actor=actor, at=clock.now())
        set_plan(large, [Planned(SIGNED, Decimal(10_001))], actor=actor, at=clock.now())
        asked.refresh_from_db()
        assert asked.state == "outdated"
        asked = ask_for_contract(large, actor=actor, at=clock.now())
    with acting_as(office.lead.pk, through="page") as lead:
        decide(asked, approved=True, actor=lead, at=clock.now())
    with acting_as(office.seller.pk, through="page") as actor:
        large = sign(large, SIGNED, actor=actor, at=clock.now())
        assert edit_contract(large, {"note": "x"}, actor=actor, at=clock.now()).note == "x"
        with pytest.raises(NeedsApproval):
            edit_contract(large, {"amount": Decimal(20_000)}, actor=actor, at=clock.now())
        with pytest.raises(NeedsApproval):
            set_plan(large, [Planned(SIGNED, Decimal(20_000))], Decimal(20_000), actor=actor, at=clock.now())
        assert edit_contract(large, {"amount": Decimal(9_000)}, actor=actor, at=clock.now()).amount == 9_000


def test_what_differs_from_the_accepted_quote_is_approved_with_a_reason(office) -> None:
    with acting_as(office.seller.pk, through="page") as actor:
        quote = accepted(office, actor)
        same = drafted(office, actor, quote=quote.pk, terms=" Paid in  30 days\n")
        assert (sign(same, SIGNED, actor=actor, at=clock.now()).status, same.quoted["total"]) == ("active", "5000.00")
        with pytest.raises(NeedsApproval):  # other terms in one that is in force
            edit_contract(same, {"terms": "Paid in a year"}, actor=actor, at=clock.now())
        other = drafted(office, actor, 4900, number="HT-3", quote=quote.pk, terms="Paid in a year")
        with pytest.raises(NeedsApproval):
            sign(other, SIGNED, actor=actor, at=clock.now())
        with pytest.raises(Refused) as refused:
            ask_for_contract(other, actor=actor, at=clock.now())
        assert refused.value.field == "reason"
        asked = ask_for_contract(other, reason="A year without trouble", actor=actor, at=clock.now())
        assert (asked.flags, asked.shown["quoted"]["total"]) == (["quote_price", "quote_terms"], "5000.00")
        edit_contract(other, {"amount": Decimal(5000), "terms": quote.terms}, actor=actor, at=clock.now())
        assert (state_of(other), sign(other, SIGNED, actor=actor, at=clock.now()).status) == (["outdated"], "active")
        stranger = make_customer("Elsewhere", owner=office.seller)
        with pytest.raises(Refused) as refused:
            drafted(office, actor, number="HT-4", quote=quote.pk, customer=stranger.pk)
        assert refused.value.field == "quote"


def test_the_page_asks_shows_and_begins_from_the_quote(office) -> None:
    with acting_as(office.seller.pk, through="page") as actor:
        quote = accepted(office, actor)
        draft = drafted(office, actor, 4900, quote=quote.pk)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(office.seller)
    panel = client.get(f"/contracts/from/{quote.pk}/").content.decode()
    assert (f"?quote={quote.pk}" in panel, "HT-1" in panel) == (True, True)
    assert f"/contracts/from/{quote.pk}/" in client.get(f"/sales/quotes/{quote.pk}/").content.decode()
    form = client.get(f"/contracts/new/?quote={quote.pk}").content.decode()
    assert ('value="5000.00"' in form, "Paid in 30 days" in form, "Two lathes" in form) == (True, True, True)
    url = f"/contracts/{draft.pk}/"
    page = client.get(url).content.decode()
    assert ("Ask for approval…" in page, "another amount than in the quote" in page, "Signed…" in page) == (
        True,
        True,
        False,
    )
    assert client.post(f"{url}sign/", {"signed_on": "2026-02-01"}).status_code == 422
    assert client.post(f"{url}approval/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}approval/", {"reason": "Freight is ours"}).status_code == 302
    assert "Waits for the approval of Lead." in client.get(url).content.decode()
    lead = Client(headers={"Accept-Language": "en"})
    lead.force_login(office.lead)
    with acting_as(office.lead.pk, through="page"):
        asked = Approval.objects.get(document="contract")
    shown = lead.get(f"/approvals/{asked.pk}/").content.decode()
    assert [word in shown for word in ("Freight is ours", "4,900.00", "5,000.00", "Paid in 30 days")] == [True] * 4
    assert lead.get(url).status_code == 404  # who is asked sees the request, not the contract
    with acting_as(office.boss.pk, through="page") as boss:
        assign_contracts([draft.pk], office.stranger.pk, actor=boss, at=clock.now())
        asked.refresh_from_db()
        assert asked.owner_id == office.stranger.pk
