"""Who holds what already: one question to the database for all values of a chunk."""

from collections.abc import Iterable
from typing import Any, NamedTuple

Ask = tuple[str, str]  # channel (or "reference", "name") and value; names are folded
COLUMNS = (
    "type", "name", "stage", "reference", "source", "industry", "size", "revenue", "currency", "founded", "country", "city",
    "website", "note", "tags", "parent_id", "next_contact_at", "next_step",
)  # fmt: skip
CONTACT_COLUMNS = ("name", "title", "department", "part", "birthday", "note")


class Held(NamedTuple):
    """The holder of a value; without ids when the actor may not see him."""

    customer_id: int | None
    contact_id: int | None
    seen: bool


def name_ask(name: str) -> Ask:
    """The question for a customer of this name."""
    return ("name", name.casefold())


def held(cursor: Any, asks: Iterable[Ask]) -> dict[Ask, Held]:
    """The holders of these values, as far as there are any."""
    asked = list(dict.fromkeys(asks))
    if not asked:
        return {}
    cursor.execute(
        "select n, customer_id, contact_id, seen from customers_held(%s, %s)",
        [[channel for channel, _value in asked], [value for _channel, value in asked]],
    )
    return {asked[n - 1]: Held(customer_id, contact_id, seen) for n, customer_id, contact_id, seen in cursor.fetchall()}


def lock(cursor: Any, ids: list[int]) -> set[int]:
    """Keep others from changing these customers until the chunk is written; answers those that the actor may edit."""
    cursor.execute("select id from customers_customer where id = any(%s) order by id for update", [ids])
    return {row[0] for row in cursor.fetchall()}


def states(cursor: Any, ids: list[int]) -> dict[int, dict[str, Any]]:
    """The present values of customers, by id."""
    cursor.execute(
        f"select id, owner_id, {', '.join(COLUMNS)} from customers_customer where id = any(%s) and deleted_at is null",  # noqa: S608
        [ids],
    )
    return {row[0]: dict(zip(("owner_id", *COLUMNS), row[1:], strict=True)) for row in cursor.fetchall()}


def contacts_of(cursor: Any, ids: list[int]) -> list[tuple[int, int, dict[str, Any]]]:
    """(contact, customer, values) of the contacts of customers."""
    cursor.execute(
        f"select id, customer_id, {', '.join(CONTACT_COLUMNS)} from customers_contact"  # noqa: S608
        " where customer_id = any(%s) and deleted_at is null order by id",
        [ids],
    )
    return [(row[0], row[1], dict(zip(CONTACT_COLUMNS, row[2:], strict=True))) for row in cursor.fetchall()]


def addresses_of(cursor: Any, ids: list[int]) -> dict[int, tuple[int, dict[str, str]]]:
    """The main address of customers: (id, values) by customer."""
    cursor.execute(
        "select distinct on (customer_id) customer_id, id, street, postcode, city, region, country from customers_address"
        " where customer_id = any(%s) and use = 'main' and deleted_at is null order by customer_id, id",
        [ids],
    )
    names = ("street", "postcode", "city", "region", "country")
    return {row[0]: (row[1], dict(zip(names, row[2:], strict=True))) for row in cursor.fetchall()}
