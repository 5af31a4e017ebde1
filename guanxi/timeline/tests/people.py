"""The people and the customer that most tests of the timeline need."""

from dataclasses import dataclass

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member


@dataclass
class House:
    """A seller with a customer, her manager who sees the department, and a stranger elsewhere."""

    seller: Member
    manager: Member
    stranger: Member
    customer: Customer


def make_house() -> House:
    with acting_as_system("test"):
        north, south = make_department("North"), make_department("South")
        seller = make_member("Wang Jing", department=north, name_sort="wang jing", password=None)
        manager = make_member("李强", scope="department", department=north, name_sort="li qiang ", password=None)
        stranger = make_member("Ann Lee", department=south, name_sort="ann lee", password=None)
        return House(seller, manager, stranger, make_customer("杭州机械", owner=seller, stage="customer"))
