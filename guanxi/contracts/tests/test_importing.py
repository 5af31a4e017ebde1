"""Contracts and payments from files."""

from datetime import date
from decimal import Decimal

import pytest

from guanxi.contracts.actions.payment import record_payment
from guanxi.contracts.jobs import watch_contracts
from guanxi.contracts.models import Contract, Payment
from guanxi.contracts.queries.contract import plan_of
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.search import find
from guanxi.customers.models import Customer
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import RejectedRow
from guanxi.staff.factories import make_member
from guanxi.staff.models import Notice
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
HEADER = ["合同编号", "合同名称", "客户", "合同金额", "签订日期", "结束日期", "期数", "首期日期", "负责人"]
NAMES = columns("合同编号=number", "合同名称=name", "客户=customer", "合同金额=amount", "签订日期=signed_on", "结束日期=ends_on",
                "期数=instalments", "首期日期=first_due_on", "负责人=owner")  # fmt: skip
PLAN = {
    "columns": NAMES,
    "keys": ["number"],
    "owner": {"to": "column"},
    "links": {"customer": "make"},
    "currency": "CNY",
}
PAID = {
    "columns": columns("contract", "received_on", "amount", "method", "reference", "currency"),
    "keys": ["reference"],
}
PAID_HEADER = ["contract", "received_on", "amount", "method", "reference", "currency"]


@pytest.fixture
def boss(db):
    with acting_as_system("test"):
        return make_member("Boss", scope="all")


def contracts_in(boss, *rows):
    return make_import(boss.pk, csv(HEADER, *rows), "contract", PLAN)


def test_contracts_come_in_with_their_plan_and_again_change_nothing(boss) -> None:
    rows = (
        ["HT-1", "年度供货", "Mill", "1000", "2026-02-01", "2099-12-31", "3", "2026-03-31", "Boss"],
        ["HT-2", "", "Mill", "50", "", "", "", "", "Boss"],
        ["HT-3", "Old", "Forge", "80", "2020-02-01", "2020-12-31", "", "", "Boss"],
    )
    run = contracts_in(boss, *rows)
    assert (run.counts["created"], run.counts["rejected"], run.counts["customers"]) == (3, 0, 2)
    with acting_as(boss.pk, through="page") as actor:
        one, draft, old = Contract.objects.order_by("number")
        assert [(p.due_on, p.amount) for p in plan_of(one)] == [
            (date(2026, 3, 31), Decimal("333.33")), (date(2026, 4, 30), Decimal("333.33")), (date(2026, 5, 31), Decimal("333.34")),
        ]  # fmt: skip
        assert (one.status, one.owed, one.next_due_on, one.warn_on) == (
            "active",
            1000,
            date(2026, 3, 31),
            date(2099, 12, 1),
        )
        assert (draft.status, draft.name, draft.owed, plan_of(draft)) == ("draft", "HT-2", 0, [])
        assert (old.status, old.owed, old.warn_on) == ("ended", 80, None)
        assert [hit.title for hit in find("年度供货", actor)] == ["年度供货"]
        assert Entry.objects.filter(kind="contract", customer=one.customer).count() == 1
    watch_contracts(0)
    with acting_as(boss.pk, through="page"):
        assert Notice.objects.filter(kind__startswith="contracts").count() == 0  # what was late long ago is no news
    assert contracts_in(boss, *rows).counts["skipped"] == 3


def test_rows_that_cannot_be_wait_with_their_reason(boss) -> None:
    run = contracts_in(
        boss,
        ["1", "", "Mill", "-5", "", "", "", "", "Boss"],
        ["2", "", "Mill", "5", "2099-01-01", "", "", "", "Boss"],
        ["3", "", "Mill", "5", "", "", "900", "", "Boss"],
        ["4", "", "Mill", "5", "", "", "", "", "Nobody"],
        ["5", "", "Mill", "5.001", "", "", "", "", "Boss"],
    )
    assert (run.counts["created"], run.counts["rejected"]) == (0, 5)
    with acting_as(boss.pk, through="page"):
        codes = [row.problems[0]["code"] for row in RejectedRow.objects.order_by("number")]
        assert codes == ["no_amount", "in_the_future", "too_many_instalments", "owner_unknown", "no_amount"]


def test_a_seller_may_bring_in_what_becomes_a_colleagues(boss) -> None:
    with acting_as_system("test"):
        seller, other = make_member("Seller"), make_member("Other")
    assert contracts_in(seller, ["1", "", "Mill", "9", "2026-02-01", "", "2", "", "Other"]).counts["created"] == 1
    with acting_as(seller.pk, through="page"):
        assert Contract.objects.count() == 0
    with acting_as(other.pk, through="page"):
        assert (Contract.objects.get().number, len(plan_of(Contract.objects.get()))) == ("1", 2)


def test_payments_pay_the_oldest_first_in_the_order_of_the_file(boss) -> None:
    contracts_in(
        boss,
        ["HT-1", "", "Mill", "90", "2026-02-01", "", "3", "", "Boss"],
        ["D", "", "Mill", "9", "", "", "", "", "Boss"],
    )
    rows = (
        ["HT-1", "2026-02-03", "40", "银行转账", "A", "CNY"],
        ["HT-1", "2026-03-03", "20", "现金", "B", ""],
        ["HT-1", "2026-03-03", "31", "", "C", ""],
        ["HT-1", "2026-03-03", "1", "", "D", "USD"],
        ["D", "2026-03-03", "1", "", "E", ""],
        ["X", "2026-03-03", "1", "", "F", ""],
        ["HT-1", "2026-03-03", "20", "", "B", ""],
    )
    run = make_import(boss.pk, csv(PAID_HEADER, *rows), "payment", PAID)
    assert (run.counts["created"], run.counts["skipped"], run.counts["rejected"]) == (2, 1, 4)
    with acting_as(boss.pk, through="page"):
        codes = [row.problems[0]["code"] for row in RejectedRow.objects.order_by("number")]
        assert codes == ["more_than_owed", "other_currency", "not_in_force", "contract_unknown"]
        one = Contract.objects.get(number="HT-1")
        assert ([p.received for p in plan_of(one)], one.received, one.owed) == ([30, 30, 0], 60, 30)
        assert list(Payment.objects.order_by("pk").values_list("method", flat=True)) == ["transfer", "cash"]
        assert Entry.objects.filter(kind="payment").count() == 2
    again = make_import(boss.pk, csv(PAID_HEADER, *rows[:2]), "payment", PAID, name="again.csv")
    assert again.counts["skipped"] == 2


def test_an_import_of_payments_is_undone_as_void(boss) -> None:
    contracts_in(boss, ["HT-1", "", "Mill", "90", "2026-02-01", "", "", "", "Boss"])
    run = make_import(boss.pk, csv(PAID_HEADER, ["HT-1", "2026-02-03", "40", "", "A", ""]), "payment", PAID)
    with acting_as(boss.pk, through="page") as actor:
        assert Contract.objects.get().received == 40
        job = undo_import(run, actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(boss.pk, through="page"):
        assert (Payment.objects.get().status, Contract.objects.get().received) == ("void", 0)


def test_an_import_of_contracts_is_undone_but_what_was_paid_since_stays(boss) -> None:
    run = contracts_in(boss, *(([n, "", "Mill", "90", "2026-02-01", "", "", "", "Boss"]) for n in ("1", "2")))
    with acting_as(boss.pk, through="page") as actor:
        record_payment(
            {"contract": Contract.objects.get(number="2").pk, "amount": Decimal(5)}, actor=actor, at=clock.now()
        )
        job = undo_import(run, actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(boss.pk, through="page"):
        assert list(Contract.objects.alive().values_list("number", "owed")) == [("2", 85)]
        assert Customer.objects.alive().filter(name="Mill").count() == 1
