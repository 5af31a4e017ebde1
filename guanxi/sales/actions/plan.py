"""Account plans: made, changed, reviewed, put into the bin and taken out; their actions are tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_write_to
from guanxi.sales.models import AccountPlan, PlanAction, PlanReview
from guanxi.timeline.actions.task import create_task
from guanxi.timeline.models import Task

TEXTS = ("goals", "strengths", "weaknesses", "chances", "threats")
LONGEST = 10_000


class HasPlan(Refused):
    """The customer has a plan already."""

    code = "has_plan"


@transaction.atomic
def create_plan(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> AccountPlan:
    """A plan of `values` by field name; raises `Refused`."""
    given = {name.removesuffix("_id"): value for name, value in values.items()}
    key = getattr(given.get("customer"), "pk", given.pop("customer", None))
    given.pop("customer", None)
    customer = customers(actor).filter(pk=key).first() if key else None
    if customer is None:
        raise Refused(_("This customer does not exist any more, or you do not see it."), field="customer")
    _require(customer, "create", actor)
    return _write(AccountPlan(customer=customer, created_at=at), given)


def edit_plan(plan: AccountPlan, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> AccountPlan:
    """Change fields of a plan; raises `Refused`."""
    _require(plan.customer, "edit", actor)
    return _write(plan, changes)


def delete_plans(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Put plans into the bin; answers how many went."""
    actor.require("delete", "accountplan")
    return AccountPlan.objects.alive().filter(pk__in=ids).update(deleted_at=at)


def restore_plans(ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Take plans out of the bin; refuses where the customer has another one by now."""
    actor.require("delete", "accountplan")
    try:
        with transaction.atomic():
            return AccountPlan.objects.binned().filter(pk__in=ids).update(deleted_at=None)
    except IntegrityError as error:
        raise HasPlan(_("This customer has another plan by now.")) from error


@transaction.atomic
def review_plan(plan: AccountPlan, text: str, next_review_on: date | None, *, actor: Actor, at: datetime) -> PlanReview:
    """Note what a review found and when the next one is. Raises `Refused`."""
    _require(plan.customer, "edit", actor)
    if not text.strip():
        raise Refused(_("Say what the review found."), field="text")
    if len(text) > LONGEST:
        raise Refused(_("A text has at most 10,000 characters."), field="text")
    made = PlanReview.objects.create(
        plan=plan,
        customer_id=plan.customer_id,
        text=text.strip(),
        next_review_on=next_review_on,
        at=at,
        member_id=actor.member_id,
    )
    _write(plan, {"next_review_on": next_review_on})
    return made


@transaction.atomic
def add_action(plan: AccountPlan, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Task:
    """A task for the plan's customer that belongs to the plan; `values` as `create_task` takes them. Raises `Refused`."""
    _require(plan.customer, "edit", actor)
    task = create_task({**values, "customer": plan.customer_id}, actor=actor, at=at)
    PlanAction.objects.create(plan=plan, customer_id=plan.customer_id, task=task)
    return task


def _require(customer: Customer, verb: str, actor: Actor) -> None:
    if not may_write_to(customer, actor, "accountplan", verb):
        raise NotAllowed(_("You may see this customer but not change it."))


def _write(plan: AccountPlan, values: Mapping[str, Any]) -> AccountPlan:
    if unknown := values.keys() - {"name", "next_review_on", *TEXTS}:
        raise TypeError(f"an account plan has no {sorted(unknown)}")
    for name, value in values.items():
        setattr(plan, name, value if name == "next_review_on" else (value or "").strip())
        if name in TEXTS and len(getattr(plan, name)) > LONGEST:
            raise Refused(_("A text has at most 10,000 characters."), field=name)
    if not plan.name:
        raise Refused(_("Give the plan a name."), field="name")
    if len(plan.name) > 120:
        raise Refused(_("A name has at most 120 characters."), field="name")
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise HasPlan(_("This customer has a plan already."), field="customer") from error
    return plan
