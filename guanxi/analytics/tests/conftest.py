"""A seller with three hundred customers who buy, a boss, a colleague with one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Shop:
    """Who works here, and whose customers there are."""

    seller: Any
    stranger: Any
    boss: Any
    buyers: Sequence[Any]
    other: Any


@pytest.fixture
def shop(db: None) -> Shop:
    from guanxi.analytics.factories import make_buyers
    from guanxi.core.actor import acting_as_system
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_administrator_role, make_member

    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        buyers = make_buyers(300, owner=seller)
        return Shop(seller, stranger, boss, buyers, make_customer("Mill", owner=stranger))
