"""Who may do what with figures on customers."""

from guanxi.core.actor import Actor
from guanxi.customers.models import Customer
from guanxi.customers.rules import may_edit


def may_suppose(customer: Customer, actor: Actor) -> bool:
    """Whether he may keep what he supposes of this customer's value."""
    return actor.may("see", "fact") and actor.may("edit", "fact") and may_edit(customer, actor)
