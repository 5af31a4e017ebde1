"""The explorer: sums over what the member sees and nothing else, as words, chart and file."""

import io
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Q, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.metrics.measures import MEASURES
from guanxi.analytics.queries import explorer
from guanxi.analytics.queries.explorer import Asked, answers, measures_for, scope_of
from guanxi.analytics.tests.test_fill import filled
from guanxi.analytics.warehouse import ask
from guanxi.commerce.models import Order
from guanxi.contracts.models import Contract, Instalment, Payment
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Collaboration, Customer
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_administrator_role, make_department, make_member, make_role
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, settings: Any) -> Path:
    settings.WAREHOUSE = tmp_path / "warehouse"
    return settings.WAREHOUSE


@pytest.fixture
def within(monkeypatch) -> list[dict[str, Any]]:
    """Questions are answered in this process: the libraries are loaded once, not for each. What was asked."""
    sent: list[dict[str, Any]] = []

    def answer(one):
        sent.append(one)
        return ask.answer(one)

    monkeypatch.setattr(explorer, "run", answer)
    return sent


def signed_in(member, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def text(answer) -> str:
    return answer.content.decode()


def make_company(dice: random.Random) -> list[Any]:
    """Members of all scopes, some with roles that show only some kinds; customers, shared ones too, and all that figures count."""
    top = make_department("Top")
    below = make_department("Below", parent=top)
    members = [
        make_member(scope=scope, department=dice.choice([top, below, None]))
        for scope in ("own", "team", "department", "tree", "all", "own")
    ]
    for one in members[1:4]:
        one.manager = members[dice.choice([0, 4])]
        one.save()
    members.append(
        make_member(
            roles=[
                make_role("department", kinds=["customer", "order", "fact"]),
                make_role("own", kinds=["opportunity"]),
            ],
            department=below,
        )
    )
    owners = [*members, None]
    for number in range(25):
        customer = Customer.objects.create(name=f"Customer {number}", name_sort=f"{number}", owner=dice.choice(owners))
        make_purchases(
            customer,
            *[(END - timedelta(days=dice.randrange(300)), dice.randrange(1, 999)) for _ in range(dice.randrange(4))],
        )
        if dice.random() < 0.2:
            Collaboration.objects.create(customer=customer, member=dice.choice(members))
        for state in dice.choices(["open", "won", "lost"], k=2):
            Opportunity.objects.create(
                name="Deal", customer=customer, owner=dice.choice(owners), pipeline="default", stage="prospecting" if state == "open" else state,
                state=state, stage_since=clock.now(), amount=dice.randrange(1, 999), currency="CNY", opened_on=END,
                closed_on=None if state == "open" else END,
            )  # fmt: skip
        Entry.objects.create(customer=customer, kind="note", at=datetime(2026, 3, 1, tzinfo=UTC), channel="phone")
        contract = Contract.objects.create(
            number=f"C{number}",
            name="x",
            customer=customer,
            owner=dice.choice(owners),
            status="active",
            amount=900,
            currency="CNY",
            signed_on=END,
        )
        Instalment.objects.create(contract=contract, due_on=END, amount=dice.randrange(1, 800))
        Payment.objects.create(contract=contract, customer=customer, received_on=END, amount=5, currency="CNY")
    Order.objects.create(number="nobody's", customer=None, ordered_at=clock.now(), currency="CNY", total=3)
    return members


def seen_by_policies() -> dict[str, Any]:
    """The same figures over what row-level security shows."""
    placed = Order.objects.filter(status="placed", deleted_at=None)
    deals = Opportunity.objects.filter(deleted_at=None)
    money = Sum("amount", default=Decimal(0))
    return {
        "revenue": placed.aggregate(x=Sum("total", default=Decimal(0)))["x"],
        "orders": placed.count(),
        "buyers": placed.aggregate(x=Count("customer", distinct=True))["x"],
        "new_customers": Customer.objects.filter(deleted_at=None).count(),
        "entries": Entry.objects.count(),
        "open_pipeline": deals.filter(state="open").aggregate(x=money)["x"],
        "won_amount": deals.filter(state="won").aggregate(x=money)["x"],
        "win_rate": deals.aggregate(x=Count("pk", filter=Q(state="won")) * 1.0 / Count("pk", filter=~Q(state="open")))[
            "x"
        ]
        if deals.exclude(state="open").exists()
        else None,
        "payments": Payment.objects.aggregate(x=money)["x"],
        "overdue": Instalment.objects.filter(due_on__lt=clock.now().date()).aggregate(x=money)["x"],
    }


@pytest.mark.parametrize("seed", range(2))
def test_figures_cover_what_row_level_security_shows(within, seed: int) -> None:
    with acting_as_system("test"):
        members = make_company(random.Random(seed))
        boss = make_member("Boss", roles=[make_administrator_role()])
    filled(boss)
    for member in [*members, boss]:
        with acting_as(member.pk, through="page") as actor:
            allowed = measures_for(actor)
            told = answers(Asked(tuple(allowed), (), clock.now().date()), actor)
            expected = seen_by_policies()
        assert told is not None
        found = {one.name: whole[0][-1] if whole else 0 for one, (_rows, whole) in zip(allowed, told, strict=True)}
        for name in sorted(found.keys() & expected.keys()):
            value = found[name]
            if name == "win_rate":
                assert value == pytest.approx(expected[name]) if expected[name] is not None else value is None
            else:
                assert Decimal(str(value or 0)) == expected[name], (member.name, name)


def test_a_process_of_its_own_answers_and_the_answer_is_kept_for_this_scope_until_something_changes(
    shop, warehouse, monkeypatch
) -> None:
    filled(shop.boss)
    calls: list[Any] = []
    answering = iter([explorer.run, ask.answer, ask.answer])  # the first by a process of its own, as for pages

    def run(sent):
        calls.append(sent)
        return next(answering)(sent)

    monkeypatch.setattr(explorer, "run", run)

    def orders(member) -> int:
        with acting_as(member.pk, through="page") as actor:
            told = answers(Asked((MEASURES[1],), (), clock.now().date()), actor)
            assert told is not None
            assert told[0][1][0][-1] == Order.objects.filter(status="placed").count()
            return len(calls)

    assert (orders(shop.seller), orders(shop.seller), orders(shop.stranger)) == (1, 1, 2)
    with acting_as_system("test"):
        make_purchases(shop.other, (END, 5))
    filled(shop.boss)
    assert orders(shop.stranger) == 3


def test_the_scope_is_that_of_the_policies(shop) -> None:
    with acting_as(shop.seller.pk, through="page") as actor:
        assert scope_of(actor).owners == {kind: [shop.seller.pk] for kind in ("customer", "opportunity", "contract")}
    with acting_as(shop.boss.pk, through="page") as actor:
        assert scope_of(actor).owners == {}


def test_the_page_splits_narrows_and_leads_to_the_records(shop, within) -> None:
    with acting_as_system("test"):
        make_purchases(shop.other, (END, 777), currency="EUR", country="DE")
        Opportunity.objects.create(
            name="Deal", customer=shop.other, owner=shop.stranger, pipeline="default", stage="won", state="won", stage_since=clock.now(),
            amount=50, currency="CNY", opened_on=END, closed_on=END, source="Fair, spring",
        )  # fmt: skip
    filled(shop.boss)
    client = signed_in(shop.stranger)
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get("/analytics/explore/?m=revenue&m2=orders&by=month"))
    assert len(queries) < 25
    assert "€777.00" in page
    address = "/commerce/orders/?f=status%3Aany%3Aplaced%3Bordered_at%3Abetween%3A2026-03-01%2C2026-03-31"
    assert f'href="{address}">1</a>' in page
    assert "The totals of placed orders, by the day of the order." in page
    assert text(client.get(address)).count("€777.00") >= 1
    won = text(client.get("/analytics/explore/?m=won_amount&by=source"))
    assert "only=source%3AFair%2C%20spring" in won
    behind = "/sales/opportunities/?f=state%3Aany%3Awon%3Bsource%3Ais%3AFair%5C%2C+spring"
    assert behind in won
    assert "Deal" in text(client.get(behind))
    narrowed = text(
        client.get("/analytics/explore/?m=won_amount&only=source:Fair, spring&only=nonsense:1&only=owner:²")
    )
    assert "Source: Fair, spring" in narrowed
    assert "¥50.00" in narrowed
    assert "¥50.00" not in text(client.get("/analytics/explore/?m=won_amount&only=source:"))
    wrong = client.get("/analytics/explore/?m=revenue&by=product")
    assert wrong.status_code == 422
    assert "“Revenue” cannot be split by “Product”." in text(wrong)


def test_files_hold_all_groups_for_whoever_may_export(shop, within) -> None:
    from openpyxl import load_workbook

    filled(shop.boss)
    client = signed_in(shop.seller)
    lines = text(client.get("/analytics/explore/file/csv/?m=revenue&m2=orders&by=month")).splitlines()
    assert lines[0] == "\ufeffMonth,Revenue CNY,Orders"
    with acting_as(shop.seller.pk, through="page"):
        first = Order.objects.filter(status="placed", ordered_at__year=2026, ordered_at__month=3)
        expected = [f"{first.aggregate(x=Sum('total'))['x']}", str(first.count())]
    assert lines[-1].split(",")[1:] == expected
    book = load_workbook(io.BytesIO(client.get("/analytics/explore/file/xlsx/?m=orders&by=owner").content))
    assert [cell.value for cell in next(iter(book.worksheets[0]))] == ["Owner", "Orders"]
    with acting_as_system("test"):
        looker = make_member(roles=[make_role("all", verbs=["see"])])
    assert signed_in(looker).get("/analytics/explore/file/csv/?m=orders").status_code == 404


def test_who_sees_amounts_in_part_is_told_no_sums_of_them(shop, within) -> None:
    with acting_as_system("test"):
        role = make_role("own", masked=["order.total", "customer.source", "opportunity.source"])
        masked = make_member(roles=[role])
    filled(shop.boss)
    page = text(signed_in(masked).get("/analytics/explore/?m=orders&by=month"))
    assert 'value="orders"' in page
    assert 'value="revenue"' not in page
    assert 'value="source"' not in page
    assert signed_in(masked).get("/analytics/explore/?m=revenue").status_code == 422


def test_chinese_pages_name_measures_and_holidays_in_chinese(shop, within) -> None:
    filled(shop.boss)
    page = text(signed_in(shop.seller, "zh-hans").get("/analytics/explore/?m=orders&by=holiday"))
    assert "订单数" in page
    assert "工作日" in page


def test_an_empty_warehouse_says_what_fills_it(shop) -> None:
    assert "which is filled every hour" in text(signed_in(shop.seller).get("/analytics/explore/"))
