"""What was received is what the ledger says, whatever is done and in whatever order."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.contracts.actions.contract import create_contract, edit_contract
from guanxi.contracts.actions.invoice import record_invoice, void_invoice
from guanxi.contracts.actions.payment import TooMuch, record_payment, void_payment
from guanxi.contracts.actions.plan import NotTheAmount, Planned, set_plan
from guanxi.contracts.actions.status import end, reopen, sign, void
from guanxi.contracts.factories import make_contract, make_payment
from guanxi.contracts.models import Allocation, Contract, Instalment, Invoice, Payment
from guanxi.contracts.queries.contract import contracts, plan_of
from guanxi.contracts.rules import equal_parts
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.factories import make_member
from guanxi.staff.models import Grant, Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
STEPS = st.tuples(
    st.sampled_from(["pay", "pay", "pay", "by_hand", "void", "plan", "amount", "end", "reopen", "void_contract", "sign", "invoice"]),
    st.integers(0, 20),
    st.decimals("0.01", "700", places=2),
)  # fmt: skip


def assert_books_agree(contract: Contract) -> None:
    """The ledger, the instalments, the contract: three ways to count the same money."""
    counted = Payment.objects.filter(contract=contract, status="received").aggregate(all=Sum("amount"))["all"] or 0
    now, plan = Contract.objects.get(pk=contract.pk), plan_of(contract)
    assert now.received == counted == sum(one.received for one in plan)
    assert now.owed == (now.amount - counted if now.is_owed else 0)
    assert not plan or sum(one.amount for one in plan) == now.amount
    for one in plan:
        parts = Allocation.objects.filter(instalment=one, payment__status="received")
        assert one.received == (parts.aggregate(all=Sum("amount"))["all"] or 0) <= one.amount
    for one in Payment.objects.filter(contract=contract, status="received"):
        assert one.allocations.aggregate(all=Sum("amount"))["all"] == one.amount
    left = [one.due_on for one in plan if one.left > 0]
    assert now.next_due_on == (min(left) if left and now.is_owed else None)


def step(contract: Contract, way: str, number: int, amount: Decimal, given: dict) -> None:  # noqa: C901 - one branch a deed
    """One thing somebody does; what is refused changes nothing."""
    plan = plan_of(contract)
    if way == "pay":
        record_payment({"contract": contract.pk, "amount": amount, "received_on": DAY}, **given)
    elif way == "by_hand" and plan:
        one = plan[number % len(plan)]
        record_payment({"contract": contract.pk, "amount": amount, "received_on": DAY}, {one.pk: amount}, **given)
    elif way == "void":
        rows = list(Payment.objects.filter(contract=contract).order_by("pk"))
        if rows:
            void_payment(rows[number % len(rows)], "came back", **given)
    elif way == "plan":
        kept = [Planned(one.due_on, one.received, one.name, one.pk) for one in plan if one.received]
        left = contract.amount - sum(one.amount for one in kept)
        parts = equal_parts(left, number % 4 + 1) if left > 1 else []
        rows = [Planned(DAY + timedelta(days=30 * n), part) for n, part in enumerate(parts)]
        set_plan(contract, kept + rows or [Planned(DAY, amount)], **given)
    elif way == "amount":
        edit_contract(contract, {"amount": amount + 300}, **given)
    elif way == "invoice":
        values = {"contract": contract.pk, "number": f"I{Invoice.objects.count()}", "title": "Mill", "kind": "ordinary"}
        made = record_invoice({**values, "amount": amount}, **given)
        if number % 2:
            void_invoice(made, "wrong", **given)
    elif way == "sign":
        sign(contract, DAY, **given)
    elif way in {"end", "reopen"}:
        (end if way == "end" else reopen)(contract, **given)
    elif way == "void_contract":
        void(contract, "never mind", **given)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=16), signed=st.booleans())
def test_what_was_received_is_what_the_ledger_says(house, steps, signed) -> None:
    with transaction.atomic(), acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        values = {"number": "C", "customer": house.customer.pk, "amount": Decimal(1000)}
        contract = create_contract(values | ({"signed_on": DAY} if signed else {}), **given)
        for way, number, amount in steps:
            contract = contracts(actor).get(pk=contract.pk)
            try:
                with transaction.atomic():
                    step(contract, way, number, amount, given)
            except Refused:
                pass
            assert_books_agree(contract)
        transaction.set_rollback(True)


def test_a_payment_pays_the_oldest_first_and_void_takes_it_back(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        contract = make_contract(house.customer, 1000, parts=3, owner=house.seller)
        given = {"actor": actor, "at": clock.now()}
        made = record_payment({"contract": contract.pk, "amount": Decimal(400), "received_on": DAY}, **given)
        assert [one.received for one in plan_of(contract)] == [Decimal("333.33"), Decimal("66.67"), Decimal(0)]
        contract.refresh_from_db()
        assert (contract.received, contract.owed, contract.next_due_on) == (400, 600, date(2026, 3, 1))
        with pytest.raises(Refused):
            void_payment(made, " ", **given)
        void_payment(made, "cheque bounced", **given)
        contract.refresh_from_db()
        assert (contract.received, contract.next_due_on, Payment.objects.count()) == (0, date(2026, 2, 1), 1)
        assert Payment.objects.get().void_reason == "cheque bounced"


def test_more_than_is_owed_is_refused_and_so_is_a_draft(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        contract = make_contract(house.customer, 100, parts=2, owner=house.seller)
        first, second = plan_of(contract)
        with pytest.raises(TooMuch):
            record_payment({"contract": contract.pk, "amount": Decimal("100.01")}, **given)
        with pytest.raises(TooMuch):
            record_payment({"contract": contract.pk, "amount": Decimal(60)}, {first.pk: Decimal(60)}, **given)
        with pytest.raises(Refused):
            record_payment({"contract": contract.pk, "amount": Decimal(60)}, {second.pk: Decimal(50)}, **given)
        draft = create_contract({"number": "D", "customer": house.customer.pk, "amount": Decimal(5)}, **given)
        with pytest.raises(Refused):
            record_payment({"contract": draft.pk, "amount": Decimal(5)}, **given)
        assert Payment.objects.count() == 0


def test_a_plan_adds_up_and_keeps_what_was_paid(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        contract = make_contract(house.customer, 100, parts=2, owner=house.seller)
        make_payment(contract, 30)
        first, _second = plan_of(contract)
        with pytest.raises(NotTheAmount):
            set_plan(contract, [Planned(DAY, Decimal(99), id=first.pk)], **given)
        with pytest.raises(Refused):
            set_plan(contract, [Planned(DAY, Decimal(100))], **given)
        with pytest.raises(Refused):
            set_plan(contract, [Planned(DAY, Decimal(20), id=first.pk), Planned(DAY, Decimal(80))], **given)
        rows = [Planned(DAY, Decimal(30), "deposit", first.pk), Planned(DAY, Decimal(120), "rest")]
        set_plan(contract, rows, Decimal(150), **given)
        assert [(one.name, one.amount, one.received) for one in plan_of(contract)] == [
            ("deposit", 30, 30),
            ("rest", 120, 0),
        ]
        assert Contract.objects.get().owed == 120


def test_a_contract_with_money_is_neither_void_nor_deleted_and_its_currency_stays(house) -> None:
    from guanxi.contracts.actions.contract import delete_contracts

    with acting_as(house.boss.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        contract = make_contract(house.customer, 100, owner=house.seller)
        made = make_payment(contract, 30)
        for way in (
            lambda: void(contract, "x", **given),
            lambda: delete_contracts([contract.pk], **given),
            lambda: edit_contract(contract, {"currency": "USD"}, **given),
            lambda: edit_contract(contract, {"amount": Decimal(20)}, **given),
        ):
            with pytest.raises(Refused):
                way()
        void_payment(made, "wrong contract", **given)
        assert void(contract, "never delivered", **given).status == "void"
        with pytest.raises(Refused):
            record_payment({"contract": contract.pk, "amount": Decimal(1)}, **given)


def test_the_books_hold_for_somebody_who_may_book_but_not_change_contracts(house) -> None:
    with acting_as_system("test"):
        role = Role.objects.create(name="Finance")
        grants = {"contract": ["see"], "payment": ["see", "create"], "invoice": ["see"]}
        Grant.objects.bulk_create(Grant(role=role, kind=k, scope="all", verbs=v) for k, v in grants.items())
        cashier = make_member("Cashier", roles=[role])
        contract = make_contract(house.customer, 100, owner=house.seller)
    with acting_as(cashier.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        made = record_payment({"contract": contract.pk, "amount": Decimal(60)}, **given)
        assert (Contract.objects.get().received, Instalment.objects.get().received) == (60, 60)
        for way in (
            lambda: void_payment(made, "x", **given),
            lambda: set_plan(contract, [Planned(DAY, Decimal(100))], **given),
            lambda: end(contract, **given),
            lambda: record_invoice({"contract": contract.pk, "amount": Decimal(1)}, **given),
        ):
            with pytest.raises(NotAllowed):
                way()
    with acting_as(house.stranger.pk, through="page") as actor:
        assert (Contract.objects.count(), Instalment.objects.count(), Payment.objects.count()) == (0, 0, 0)
        with pytest.raises(Refused):
            record_payment({"contract": contract.pk, "amount": Decimal(1)}, actor=actor, at=clock.now())


def test_invoices_say_no_more_than_the_contract(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        contract = make_contract(house.customer, 100, owner=house.seller)
        values = {
            "contract": contract.pk,
            "number": "1",
            "title": "Mill Ltd",
            "tax_number": "91310000X",
            "amount": Decimal(70),
        }
        made = record_invoice(values, **given)
        assert (made.kind, made.customer_id, made.currency) == ("special", house.customer.pk, "CNY")
        for wrong in (
            {"number": "2"},
            {"amount": Decimal(10)},
            {"number": "3", "amount": Decimal(1), "tax_number": ""},
        ):
            with pytest.raises(Refused):
                record_invoice(values | wrong, **given)
        void_invoice(made, "wrong title", **given)
        assert record_invoice(values, **given).number == "1"
        assert Invoice.objects.count() == 2
