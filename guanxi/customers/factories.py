"""Customers for tests, written straight to the tables. Call them with an actor set."""

from itertools import count
from typing import Any

from guanxi.core.names import sort_key
from guanxi.customers.models import Contact, Customer

_number = count(1)


def make_customer(name: str = "", **values: Any) -> Customer:
    """A customer; give `owner` or it belongs to nobody."""
    name = name or f"Customer {next(_number)}"
    return Customer.objects.create(name=name, name_sort=sort_key(name), **values)


def make_contact(customer: Customer, name: str = "", **values: Any) -> Contact:
    """A contact of a customer."""
    name = name or f"Contact {next(_number)}"
    return Contact.objects.create(customer=customer, name=name, name_sort=sort_key(name), **values)
