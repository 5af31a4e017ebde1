"""A department of two sellers with its head, somebody elsewhere, and a boss."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest


@dataclass
class House:
    """Who works here, and the sellers' customers."""

    department: Any
    seller: Any
    colleague: Any
    head: Any
    stranger: Any
    boss: Any
    mill: Any
    forge: Any


@pytest.fixture
def house(db: None, tmp_path: Any, settings: Any) -> House:
    from guanxi.core.actor import acting_as_system
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_administrator_role, make_department, make_member
    from guanxi.staff.models import Role

    settings.WAREHOUSE = tmp_path / "warehouse"
    with acting_as_system("test"):
        shop = make_department("Shop")
        seller, colleague = make_member("Wang Jing", department=shop), make_member("Li Na", department=shop)
        head = make_member("Head", roles=[Role.objects.get(built_in="department_head")], department=shop)
        boss_role = make_administrator_role()
        stranger, boss = make_member("Stranger"), make_member("Boss", roles=[boss_role])
        mill = make_customer("Mill", owner=seller, stage="customer")
        forge = make_customer("Forge", owner=colleague, stage="customer")
    return House(shop, seller, colleague, head, stranger, boss, mill, forge)


@pytest.fixture
def quarter(house: House) -> House:
    """What happened in the first quarter of 2026, and before it."""
    from guanxi.analytics.actions.fill import fill
    from guanxi.analytics.factories import make_purchases
    from guanxi.core import clock, work
    from guanxi.core.actor import acting_as_system
    from guanxi.sales.factories import make_opportunity
    from guanxi.timeline.models import Promise

    with acting_as_system("test") as actor:
        for stage, amount, days in (("won", 700, 20), ("won", 500, 40), ("lost", 9, 5)):
            begun = date(2026, 3, 1).fromordinal(date(2026, 3, 1).toordinal() - days)
            make_opportunity(house.mill, stage, amount=Decimal(amount), owner=house.seller, opened_on=begun)
        make_opportunity(house.forge, "won", amount=Decimal(300), owner=house.colleague)
        make_purchases(house.mill, (date(2025, 12, 30), 10), (date(2026, 2, 3), 90))
        make_purchases(house.forge, (date(2026, 2, 4), 60))
        for day, kept in ((3, 2), (5, 9), (7, None)):
            closed = {"closed_as": "kept", "closed_at": datetime(2026, 1, kept, 9, tzinfo=UTC)} if kept else {}
            due = datetime(2026, 1, day, 12, tzinfo=UTC)
            Promise.objects.create(title="ring", customer=house.mill, owner=house.seller, due_at=due, **closed)
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)
    return house
