"""A seller, her leader, a colleague of another department: the people of these tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class People:
    """`seller` and `peer` sit in one department under `leader`; `stranger` sits elsewhere; `chief` sees everything."""

    seller: Any
    peer: Any
    leader: Any
    stranger: Any
    chief: Any


def make_people() -> People:
    """All of them, each with every verb in his own scope. Call as the system."""
    from guanxi.staff.factories import make_department, make_member

    east, west = make_department("East"), make_department("West")
    leader = make_member("Li Lei", password=None, scope="department", department=east)
    return People(
        seller=make_member("Han Meimei", password=None, department=east, manager=leader),
        peer=make_member("Wang Fang", password=None, department=east, manager=leader),
        leader=leader,
        stranger=make_member("Zhao Yun", password=None, department=west),
        chief=make_member("Chen Jing", password=None, scope="all"),
    )
