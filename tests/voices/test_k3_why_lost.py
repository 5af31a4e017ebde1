"""K3: "Why do we lose customers?" Reasons by whose they are, their trend and their money, down to the single opportunity."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db
LOST = [
    ("customer", "Budget was cut", 40_000, date(2026, 1, 20)), ("us", "We were late with the offer", 90_000, date(2026, 2, 3)),
    ("third", "The competitor was cheaper", 15_000, date(2026, 2, 9)), ("us", "No one called back", 60_000, date(2026, 3, 30)),
]  # fmt: skip


def test_the_manager_sees_whose_reasons_they_were_their_trend_and_their_money() -> None:
    with acting_as_system("test"):
        seller = make_member("Wang Jing", password=None)
        manager = make_member("Manager", roles=[make_administrator_role()], password=None)
        customer = make_customer("杭州机械", owner=seller)
    with acting_as(seller.pk, through="page") as actor:
        for number, (whose, why, amount, day) in enumerate(LOST):
            one = make_opportunity(
                customer,
                "proposal",
                name=f"Deal {number}",
                owner=seller,
                amount=Decimal(amount),
                opened_on=date(2025, 12, 1),
            )
            move_opportunity(
                one, "lost", {"closed_on": day, "loss_by": whose, "loss_note": why}, actor=actor, at=clock.now()
            )
    client = Client()
    client.force_login(manager)
    page = client.get("/sales/losses/?first=2026-01&last=2026-03")
    reasons = {cell["reason"]: (cell["it"].number, cell["it"].money) for cell in page.context["whole"]["cells"]}
    assert reasons == {"customer": (1, 40_000), "us": (2, 150_000), "third": (1, 15_000), "": (0, 0)}
    trend = [[cell["it"].number for cell in row["cells"]] for row in page.context["months"]]
    assert trend == [[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 0]]
    assert "¥150,000" in page.content.decode()
    ours = next(cell["url"] for cell in page.context["whole"]["cells"] if cell["reason"] == "us")
    shown = client.get(ours).content.decode()
    assert ["Deal 0" in shown, "Deal 1" in shown, "Deal 2" in shown, "Deal 3" in shown] == [False, True, False, True]
