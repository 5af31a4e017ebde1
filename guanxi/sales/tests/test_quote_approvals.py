"""Quotes that need approval: by amount, discount, department, below the floor, and beside another valid quote."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from guanxi.approvals.actions.approval import OwnBusiness, decide, withdraw
from guanxi.approvals.actions.deputy import name_deputy
from guanxi.approvals.actions.remind import remind
from guanxi.approvals.factories import make_chain
from guanxi.approvals.models import Approval, Turn
from guanxi.approvals.queries.approval import waiting_for
from guanxi.commerce.actions.pricebook import create_pricebook, set_price
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.quote import assign_quotes, create_quote, delete_quotes, edit_quote
from guanxi.sales.actions.quote_approval import NeedsApproval, ask_for_quote
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line
from guanxi.sales.actions.quote_send import new_version, send_quote
from guanxi.sales.models import Quote, QuoteCopy
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member, Notice, Role
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


class Office:
    """A seller below a lead below a head, a colleague elsewhere, and an administrator."""

    seller: Member
    lead: Member
    head: Member
    other: Member


@pytest.fixture
def office(house) -> Office:
    found = Office()
    with acting_as_system("test"):
        north = make_department("North")
        hangzhou = make_department("Hangzhou", parent=north)
        found.head = make_member("Head", department=north)
        found.lead = make_member("Lead", department=north, manager=found.head)
        found.seller, found.other = house.seller, make_member("Other", department=make_department("South"))
        Member.objects.filter(pk=house.seller.pk).update(department=hangzhou, manager=found.lead)
        found.product = make_product("L-1", name="Lathe", price=Decimal(100), currency="CNY")
    return found


def quoted(member, customer, office, price="100", quantity="10", **given) -> Quote:
    with acting_as(member.pk, through="page") as actor:
        quote = create_quote({"customer": customer.pk, **given}, actor=actor, at=clock.now())
        line = {"product": office.product.pk, "quantity": Decimal(quantity), "price": Decimal(price)}
        add_quote_line(quote, line, actor=actor, at=clock.now())
        return Quote.objects.get(pk=quote.pk)


def asked(member, quote, reason="A large customer") -> Approval:
    with acting_as(member.pk, through="page") as actor:
        return ask_for_quote(quote, reason=reason, actor=actor, at=clock.now())


def decided(member, approval, approved=True, note="") -> Approval:
    with acting_as(member.pk, through="page") as actor:
        return decide(approval, approved=approved, note=note, actor=actor, at=clock.now())


def send(member, quote):
    with acting_as(member.pk, through="page") as actor:
        return send_quote(Quote.objects.get(pk=quote.pk), actor=actor, at=clock.now())


def rule(*steps, **values):
    with acting_as_system("test"):
        return make_chain(*steps, **values)


def asked_people(approval) -> list[str]:
    with acting_as_system("test"):
        return list(Turn.objects.filter(approval=approval).values_list("approver__name", flat=True))


def test_it_waits_until_everybody_agreed_one_after_the_other(house, office) -> None:
    rule({"way": "manager"}, {"way": "above"}, over_amount=Decimal(999))
    quote = quoted(house.seller, house.customer, office)
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)
    approval = asked(house.seller, quote)
    assert asked_people(approval) == ["Lead", "Head"]
    with pytest.raises(NotAllowed):
        decided(office.head, approval)
    decided(office.lead, approval)
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)
    assert decided(office.head, approval).state == "approved"
    assert send(house.seller, quote).reason == "A large customer"
    with acting_as(house.seller.pk, through="page"):
        entries = Entry.objects.filter(kind="approval").order_by("pk")
        assert [one.data["what"] for one in entries] == ["asked", "agreed", "approved"]
        assert list(Notice.objects.values_list("sentence", flat=True)) == ["{who} approved {title}."]
        changes = Change.objects.filter(home_kind="approval", home_id=approval.pk, kind="turn", operation="U")
        assert {*changes.values_list("member_id", flat=True)} >= {office.lead.pk, office.head.pk}


@pytest.mark.parametrize(("price", "rules", "needed"), [
    ("99.90", {"over_amount": Decimal(999)}, False),
    ("100", {"over_amount": Decimal(999)}, True),
    ("85", {"over_discount": Decimal(15)}, False),
    ("84.99", {"over_discount": Decimal(15)}, True),
    ("84", {"over_discount": Decimal(15), "is_active": False}, False),
    ("100", {}, True),
])  # fmt: skip
def test_amount_and_discount_need_approval_above_their_limit(house, office, price, rules, needed) -> None:
    rule(**rules)
    quote = quoted(house.seller, house.customer, office, price)
    if needed:
        with pytest.raises(NeedsApproval):
            send(house.seller, quote)
    else:
        assert send(house.seller, quote).version == 1


def test_a_department_stands_for_those_below_it_and_a_role_is_looked_for_upwards(house, office) -> None:
    with acting_as_system("test"):
        director = Role.objects.create(name="Director")
        office.head.roles.add(director)
        office.other.roles.add(director)
        south, north = office.other.department_id, office.head.department_id
    rule({"way": "role", "role": director}, departments=[south])
    assert send(house.seller, quoted(house.seller, house.customer, office)).version == 1
    rule({"way": "role", "role": director}, {"way": "member", "member": office.other}, departments=[north])
    assert asked_people(asked(house.seller, quoted(house.seller, house.customer, office))) == ["Head", "Other"]


def test_every_rule_that_fits_asks_its_people_nobody_twice(house, office) -> None:
    rule({"way": "manager"}, over_amount=Decimal(500))
    rule({"way": "manager"}, {"way": "above"}, over_amount=Decimal(900))
    rule({"way": "member", "member": office.other}, over_amount=Decimal(5000))
    assert asked_people(asked(house.seller, quoted(house.seller, house.customer, office))) == ["Lead", "Head"]


def test_without_a_rate_it_is_taken_for_too_much(house, office) -> None:
    rule(over_amount=Decimal(10**6))
    quote = quoted(house.seller, house.customer, office, "1", "1", currency="EUR")
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)


def test_a_change_asks_anew_and_so_does_a_new_version(house, office) -> None:
    rule(over_amount=Decimal(1))
    quote = quoted(house.seller, house.customer, office)
    approval = asked(house.seller, quote)
    with acting_as(house.seller.pk, through="page") as actor:
        line = quote.lines.get()
        given = {"product": office.product.pk, "quantity": Decimal(11), "price": Decimal(90)}
        change_quote_line(quote, line.pk, given, actor=actor, at=clock.now())
    with pytest.raises(Refused) as refused:
        decided(office.lead, approval)
    assert refused.value.code == "not_open"
    decided(office.lead, asked(house.seller, quote))
    with acting_as(house.seller.pk, through="page") as actor:
        edit_quote(quote, {"terms": "Free of charge"}, actor=actor, at=clock.now())
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)
    decided(office.lead, asked(house.seller, quote))
    send(house.seller, quote)
    with acting_as(house.seller.pk, through="page") as actor:
        new_version(quote, actor=actor, at=clock.now())
        assert list(Approval.objects.order_by("pk").values_list("state", flat=True)) == [
            "outdated",
            "outdated",
            "approved",
        ]
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)


def test_what_is_odd_since_the_approval_asks_anew(house, office) -> None:
    rule(over_amount=Decimal(1))
    quote = quoted(house.seller, house.customer, office)
    decided(office.lead, asked(house.seller, quote))
    other = quoted(house.seller, house.customer, office, "90")
    decided(office.lead, asked(house.seller, other))
    send(house.seller, other)
    with pytest.raises(NeedsApproval):  # by now the customer holds another price
        send(house.seller, quote)


def test_nobody_approves_his_own_in_no_way(house, office) -> None:
    rule({"way": "member", "member": house.seller}, {"way": "manager"}, over_amount=Decimal(1))
    quote = quoted(house.seller, house.customer, office)
    approval = asked(house.seller, quote)
    assert asked_people(approval) == ["Lead"]  # the one named is himself: whoever stands above
    with acting_as(office.lead.pk, through="page") as actor:
        today = clock.now().date()
        name_deputy(office.lead.pk, house.seller.pk, today, today + timedelta(days=3), actor=actor, at=clock.now())
    with pytest.raises(OwnBusiness):
        decided(house.seller, approval)
    with acting_as(house.seller.pk, through="page") as actor:
        assert waiting_for(actor, today) == []
        turn = Turn.objects.get()
        for given in ({"decided_by_id": house.seller.pk}, {"decided_by_id": office.lead.pk}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Turn.objects.filter(pk=turn.pk).update(approved=True, **given)
        with pytest.raises(DatabaseError), transaction.atomic():
            Approval.objects.update(state="approved")
    with acting_as(house.boss.pk, through="page") as actor:
        assign_quotes([quote.pk], office.lead.pk, actor=actor, at=clock.now())
    with pytest.raises(OwnBusiness):  # it became his meanwhile
        decided(office.lead, approval)


def test_a_stand_in_decides_on_his_days_and_is_recorded(house, office) -> None:
    rule(over_amount=Decimal(1))
    approval = asked(house.seller, quoted(house.seller, house.customer, office))
    with pytest.raises(NotAllowed):
        decided(office.other, approval)
    today = clock.now().date()
    with acting_as(office.lead.pk, through="page") as actor:
        name_deputy(office.lead.pk, office.other.pk, today - timedelta(days=1), today + timedelta(days=1), actor=actor, at=clock.now())  # fmt: skip
        with pytest.raises(Refused):
            name_deputy(office.lead.pk, office.head.pk, today, today, actor=actor, at=clock.now())
        with pytest.raises(NotAllowed):
            name_deputy(office.head.pk, office.lead.pk, today, today, actor=actor, at=clock.now())
    decided(office.other, approval)
    with acting_as(house.seller.pk, through="page"):
        turn = Turn.objects.get()
        assert (turn.approver_id, turn.decided_by_id, turn.approved) == (office.lead.pk, office.other.pk, True)
    page = signed_in(house.seller).get(f"/approvals/{approval.pk}/").content.decode()
    assert "Other stood in" in page


def test_no_needs_a_reason_and_ends_it(house, office) -> None:
    rule({"way": "manager"}, {"way": "above"}, over_amount=Decimal(1))
    approval = asked(house.seller, quoted(house.seller, house.customer, office))
    with pytest.raises(Refused) as refused:
        decided(office.lead, approval, approved=False)
    assert refused.value.field == "note"
    assert decided(office.lead, approval, approved=False, note="Too cheap").state == "refused"
    with acting_as(house.seller.pk, through="page"):
        assert Notice.objects.get().params["note"] == "Too cheap"
    for again in (True, False):
        with pytest.raises(Refused):
            decided(office.head, approval, approved=again, note="x")


def test_whoever_asked_takes_it_back_and_nobody_else(house, office) -> None:
    rule(over_amount=Decimal(1))
    quote = quoted(house.seller, house.customer, office)
    approval = asked(house.seller, quote)
    with acting_as(office.lead.pk, through="page") as actor, pytest.raises(NotAllowed):
        withdraw(approval, actor=actor, at=clock.now())
    with acting_as(house.seller.pk, through="page") as actor:
        assert withdraw(approval, actor=actor, at=clock.now()).state == "withdrawn"
    assert asked(house.seller, quote).state == "waiting"
    with acting_as(house.seller.pk, through="page") as actor:
        delete_quotes([quote.pk], actor=actor, at=clock.now())
        assert set(Approval.objects.values_list("state", flat=True)) == {"withdrawn", "outdated"}


def test_nobody_is_there_to_approve(house, office) -> None:
    rule(over_amount=Decimal(1))
    with acting_as_system("test"):
        Member.objects.filter(pk__in=[house.boss.pk]).update(is_active=False)
        Member.objects.filter(pk=house.seller.pk).update(manager=None)
    quote = quoted(house.seller, house.customer, office)
    with pytest.raises(Refused) as refused:
        asked(house.seller, quote)
    assert refused.value.code == "nobody_to_ask"
    with acting_as_system("test"):
        Member.objects.filter(pk=house.boss.pk).update(is_active=True)
    assert asked_people(asked(house.seller, quote)) == ["Boss"]  # who keeps the rules


def test_a_price_below_the_floor_needs_approval_with_a_reason(house, office) -> None:
    with acting_as_system("test") as actor:
        given = {"name": "B", "currency": "CNY", "valid_from": date(2020, 1, 1)}
        book = create_pricebook(given, actor=actor, at=clock.now())
        values = {"from_quantity": Decimal(1), "price": Decimal(100), "floor": Decimal(80), "cost": Decimal(60)}
        set_price(book, office.product.pk, values, actor=actor, at=clock.now())
    quote = quoted(house.seller, house.customer, office, "79", book=book.pk)
    with pytest.raises(Refused) as refused:
        asked(house.seller, quote, reason=" ")
    assert refused.value.field == "reason"
    approval = asked(house.seller, quote, reason="Last of the series")
    page = signed_in(office.lead).get(f"/approvals/{approval.pk}/").content.decode()
    assert [word in page for word in ("Below the floor price", "Last of the series", "¥79.00", "¥80")] == [True, True, True, False]  # fmt: skip
    decided(office.lead, approval)
    assert send(house.seller, quote).reason == "Last of the series"


def test_another_company_of_the_group_is_the_same_customer(house, office) -> None:
    with acting_as_system("test"):
        holding = make_customer("Holding", owner=office.other)
        sister = make_customer("Sister", owner=office.other, parent=holding)
        house.customer.parent = holding
        house.customer.save()
        stranger = make_customer("Stranger", owner=office.other)
    for customer in (stranger, sister):
        send(office.other, quoted(office.other, customer, office, "90"))
    quote = quoted(house.seller, house.customer, office)
    page = signed_in(house.seller).get(f"/sales/quotes/{quote.pk}/").content.decode()
    said = ("¥90.00", "another company of the group", "Sister", "Ask for approval")
    assert [word in page for word in said] == [True, True, False, True]
    assert page.count("Also quoted by Other") == 1
    with pytest.raises(NeedsApproval):
        send(house.seller, quote)


def test_whoever_lets_it_wait_is_reminded_once_a_day(house, office) -> None:
    rule(over_amount=Decimal(1), days=2)
    asked(house.seller, quoted(house.seller, house.customer, office))
    now = clock.now()
    told = []
    for days in (1, 3, 3, 4):
        with acting_as_system("approvals") as actor:
            told.append(remind(actor=actor, at=now + timedelta(days=days)))
    assert told == [0, 1, 0, 1]
    with acting_as(office.lead.pk, through="page"):
        assert Notice.objects.filter(kind="approvals.wait").count() == 2


def test_others_neither_see_nor_decide_it(house, office) -> None:
    rule(over_amount=Decimal(1))
    quote = quoted(house.seller, house.customer, office)
    approval = asked(house.seller, quote)
    with acting_as(office.other.pk, through="page"):
        assert [model.objects.count() for model in (Approval, Turn)] == [0, 0]
    client = signed_in(office.other)
    assert client.get(f"/approvals/{approval.pk}/").status_code == 404
    assert client.post(f"/approvals/{approval.pk}/decide/", {"answer": "approve"}).status_code == 404
    assert quote.number not in client.get("/approvals/").content.decode()
    with acting_as(office.lead.pk, through="page"), connection.cursor() as cursor:
        cursor.execute("select count(*) from sales_quote")
        assert cursor.fetchone() == (0,)  # whoever is asked sees the request, not the quote itself
        assert QuoteCopy.objects.count() == 0


def signed_in(member, language="en", **headers) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


def test_it_is_asked_and_decided_with_one_tap_on_the_pages(house, office) -> None:
    rule(over_amount=Decimal(999))
    quote = quoted(house.seller, house.customer, office)
    seller, lead = signed_in(house.seller, **{"HX-Request": "true"}), signed_in(office.lead)
    url = f"/sales/quotes/{quote.pk}/"
    page = seller.get(url).content.decode()
    assert [word in page for word in ("It needs approval", "a total above ¥999.00", "Ask for approval…", "Send…")] == [True, True, True, False]  # fmt: skip
    assert "It was not sent" in seller.post(f"{url}send/").content.decode()
    assert seller.post(f"{url}approval/", {"reason": ""})["HX-Refresh"] == "true"
    assert "Waits for the approval of Lead" in seller.get(url).content.decode()
    for where in ("/approvals/", "/approvals/day/"):
        waiting = lead.get(where).content.decode()
        assert (quote.number in waiting, f"¥{quote.total:,.2f}" in waiting) == (
            True,
            True,
        )  # decided on a phone: how much
        assert quote.number not in seller.get("/approvals/day/").content.decode()
    with acting_as_system("test"):
        approval = Approval.objects.get()
    here = f"/approvals/{approval.pk}/"
    assert "Say why not." in lead.post(f"{here}decide/", {"answer": "refuse"}).content.decode()
    assert lead.post(f"{here}decide/", {"answer": "approve"}).status_code == 302
    assert lead.post(f"{here}decide/", {"answer": "approve"}).status_code == 422
    page = seller.get(url).content.decode()
    assert [word in page for word in ("Approved by Lead", "Send…")] == [True, True]
    assert quote.number in lead.get("/approvals/decided/").content.decode()
    assert seller.post(f"{url}send/")["HX-Refresh"] == "true"
    assert "审批" in signed_in(office.lead, "zh-hans").get(here).content.decode()
