"""What members hold of customers when they leave, and how customers are divided among those who take them over."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Func
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings, kinds
from guanxi.core.actor import Actor
from guanxi.customers.actions.assigning import return_customers
from guanxi.customers.actions.collaboration import pass_on_shares, return_shares
from guanxi.customers.models import Collaboration, Customer

MOST_VALUES = 50


def _return(ids: Sequence[int], taker: int, /, *, giver: int, actor: Actor, at: datetime) -> None:
    still = Customer.objects.alive().filter(pk__in=ids, owner_id=taker).values_list("pk", flat=True)
    return_customers(list(still), giver, actor=actor, at=at)


def _homes_of_shares(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Collaboration.objects.filter(pk__in=ids).values_list("pk", "customer_id"))


def _of(member: int) -> Any:
    return Customer.objects.alive().filter(owner_id=member)


def _values_in(column: str) -> Callable[[int], list[tuple[str, int]]]:
    def values(member: int) -> list[tuple[str, int]]:
        rows = _of(member).exclude(**{column: ""}).values_list(column).annotate(number=Count("pk"))
        return list(rows.order_by("-number", column)[:MOST_VALUES])

    return values


def _each_in(column: str) -> Callable[[Sequence[int]], dict[int, list[str]]]:
    def of(ids: Sequence[int]) -> dict[int, list[str]]:
        return {pk: [value] for pk, value in Customer.objects.filter(pk__in=ids).values_list("pk", column)}

    return of


def _tags_in_use(member: int) -> list[tuple[str, int]]:
    rows = _of(member).annotate(tag=Func(F("tags"), function="unnest")).values_list("tag")
    return list(rows.annotate(number=Count("pk")).order_by("-number", "tag")[:MOST_VALUES])


def _tags_of(ids: Sequence[int]) -> dict[int, list[str]]:
    return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "tags"))


def register_holdings() -> None:
    """Say what changes hands, and how it is divided."""
    holdings.register(
        holdings.owned(
            kinds.kind("customer"),
            back=_return,
            homes=lambda ids: {one: one for one in ids},
            place=10,
        )
    )
    holdings.register(
        holdings.Holding(
            "collaboration",
            _("Customers shared with them"),
            "users",
            "customers_collaboration.member_id",
            held=lambda member: holdings.Rows(
                Collaboration.objects.filter(member_id=member, customer__deleted_at=None)
            ),
            move=pass_on_shares,
            back=return_shares,
            homes=_homes_of_shares,
            rights=("customer.edit",),
            scope="customer",
            history=("collaboration", "member_id"),
            place=20,
        )
    )
    for column, label in (("city", _("City")), ("industry", _("Industry"))):
        holdings.add_division(holdings.Division(column, label, _values_in(column), _each_in(column)))
    holdings.add_division(holdings.Division("tag", _("Tag"), _tags_in_use, _tags_of))
