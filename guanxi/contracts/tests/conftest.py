"""A seller and his customer, a colleague and a boss."""

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class House:
    """Who works here, and the seller's customer."""

    seller: Any
    stranger: Any
    boss: Any
    customer: Any


@pytest.fixture
def house(db: None) -> House:
    from guanxi.core.actor import acting_as_system
    from guanxi.customers.factories import make_customer
    from guanxi.staff.factories import make_administrator_role, make_member

    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        return House(seller, stranger, boss, make_customer("Mill", owner=seller))
