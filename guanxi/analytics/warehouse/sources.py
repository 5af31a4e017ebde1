"""What the warehouse holds: a source per fact and dimension, its columns and their types, and what is added up to compare it with the database."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["number", "text", "moment", "day", "yes", "money", "exact"]
WIDTH = 2**17  # rows by their number in one file; sql/warehouse.sql says the same
ALWAYS = "1900-01-01 00:00:00+00"  # since when the first version holds: orders may be older than the record of their customer
FOREVER = "9999-12-31 00:00:00+00"
VERSION = 1  # a part filled by another one is filled anew


@dataclass(frozen=True, slots=True)
class Source:
    """A fact or dimension. `keeps` are the columns whose past is kept, as versions with `valid_from` and `valid_to`."""

    name: str
    table: str
    columns: dict[str, Type]
    sums: tuple[str, ...] = ()
    kind: str = ""  # under which the history knows it
    keeps: tuple[str, ...] = field(default=())

    @property
    def filed(self) -> dict[str, Type]:
        """The columns of its files."""
        more: dict[str, Type] = (
            {"valid_from": "moment", "valid_to": "moment", "is_current": "yes"} if self.keeps else {}
        )
        return self.columns | more

    def shape(self, zone: str) -> str:
        """What a file of it depends on beside the rows."""
        said = repr((VERSION, sorted(self.filed.items()), self.keeps, zone))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


SOURCES = (
    Source(
        "customers", "customers_customer",
        {
            "id": "number", "owner_id": "number", "stage": "text", "source": "text", "industry": "text", "country": "text", "city": "text",
            "type": "text", "created_at": "moment", "day": "day", "is_deleted": "yes",
        },
        kind="customer", keeps=("owner_id", "stage", "source", "industry"),
    ),
    Source("products", "commerce_product", {"id": "number", "code": "text", "name": "text", "series": "text", "day": "day"}),
    Source(
        "members", "staff_member", {"id": "number", "department_id": "number", "day": "day"}, kind="member", keeps=("department_id",)
    ),
    Source(
        "orders", "commerce_order",
        {
            "id": "number", "customer_id": "number", "at": "moment", "day": "day", "status": "text", "currency": "text", "total": "money",
            "country": "text",
        },
        sums=("total",),
    ),
    Source(
        "lines", "commerce_line",
        {
            "id": "number", "order_id": "number", "customer_id": "number", "product_id": "number", "at": "moment", "day": "day",
            "status": "text", "currency": "text", "quantity": "exact", "amount": "exact",
        },
        sums=("quantity", "amount"),
    ),
    Source(
        "payments", "contracts_payment",
        {
            "id": "number", "contract_id": "number", "owner_id": "number", "customer_id": "number", "day": "day", "status": "text",
            "currency": "text", "amount": "money", "method": "text",
        },
        sums=("amount",),
    ),
    Source(
        "instalments", "contracts_instalment",
        {
            "id": "number", "contract_id": "number", "owner_id": "number", "customer_id": "number", "day": "day", "status": "text",
            "currency": "text", "amount": "money", "received": "money",
        },
        sums=("amount", "received"),
    ),
    Source(
        "entries", "timeline_entry",
        {
            "id": "number", "customer_id": "number", "member_id": "number", "kind": "text", "channel": "text", "direction": "text",
            "at": "moment", "day": "day", "duration": "number",
        },
        sums=("duration",),
    ),
    Source(
        "opportunities", "sales_opportunity",
        {
            "id": "number", "customer_id": "number", "owner_id": "number", "pipeline": "text", "stage": "text", "state": "text",
            "currency": "text", "amount": "money", "source": "text", "opened_on": "day", "expected_on": "day", "closed_on": "day",
            "day": "day", "is_deleted": "yes",
        },
        sums=("amount",),
    ),
    Source(
        "moves", "sales_move",
        {
            "id": "number", "opportunity_id": "number", "member_id": "number", "from_stage": "text", "to_stage": "text", "at": "moment",
            "day": "day", "seconds": "number",
        },
        sums=("seconds",),
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in SOURCES}
CALENDAR: dict[str, Type] = {
    "day": "day", "year": "number", "quarter": "number", "month": "number", "week": "number", "weekday": "number", "works": "yes",
    "holiday": "text", "is_known": "yes",
}  # fmt: skip
