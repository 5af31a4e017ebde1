"""A seller with a customer who bought, a stranger with none, a boss; a filled warehouse, answered within this process."""

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Shop:
    """Who works here; `asked` is what the warehouse was asked, one entry per process."""

    seller: Any
    stranger: Any
    boss: Any
    mill: Any
    asked: list[Any]


@pytest.fixture
def shop(db: None, tmp_path: Any, settings: Any, monkeypatch: Any) -> Shop:
    from guanxi.analytics.actions.fill import fill
    from guanxi.analytics.factories import END, make_purchases
    from guanxi.analytics.queries import explorer
    from guanxi.analytics.warehouse import ask
    from guanxi.core import clock, work
    from guanxi.core.actor import acting_as_system
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_administrator_role, make_member

    settings.WAREHOUSE = tmp_path / "warehouse"
    asked: list[Any] = []

    def run(sent: Any) -> Any:
        asked.append(sent)
        return ask.answer(sent)

    monkeypatch.setattr(explorer, "run", run)
    with acting_as_system("test") as actor:
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        mill = make_customer("Mill", owner=seller)
        make_purchases(mill, (END, 700), (END.replace(month=2, day=3), 300))
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)
    return Shop(seller, stranger, boss, mill, asked)


@pytest.fixture
def board(shop: Shop) -> Any:
    """The seller's dashboard: revenue, and orders by month."""
    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.dashboards.actions.dashboard import create
    from guanxi.dashboards.actions.tile import add_tile

    with acting_as(shop.seller.pk, through="page") as actor:
        given = {"actor": actor, "at": clock.now()}
        made = create("Mine", **given)
        add_tile(made, {"m": "revenue"}, form="figure", width="half", **given)
        add_tile(made, {"m": "orders", "by": "month"}, form="chart", width="whole", **given)
    return made
