"""Opportunities, leads and quotes for tests. Call them with an actor set."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from guanxi.customers.models import Customer
from guanxi.sales.models import Lead, LeadRule, Move, Opportunity, Quote, Stage
from guanxi.sales.rules import furthest

_number = count(1)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_opportunity(customer: Customer | None, stage: str = "prospecting", **values: Any) -> Opportunity:
    """An opportunity of the default pipeline, with the first entry of its log."""
    found = Stage.objects.get(pk=stage)
    closed = {} if found.kind == Stage.Kind.OPEN else {"closed_on": date(2026, 3, 1)}
    given = {
        "name": f"Opportunity {next(_number)}", "opened_on": date(2026, 2, 1), "stage_since": AT, "furthest": furthest(found, (), Stage.objects.filter(pipeline=found.pipeline_id)),
        "currency": "CNY", **closed, **values,
    }  # fmt: skip
    made = Opportunity.objects.create(
        customer=customer, pipeline=found.pipeline_id, stage=stage, state=found.kind, **given
    )
    Move.objects.create(opportunity=made, to_stage=stage, at=made.stage_since)
    return made


def make_lead(customer: Customer, **values: Any) -> Lead:
    """A lead as it would stand after arriving, without what arriving does besides."""
    given = {"name": f"Lead {next(_number)}", "received_at": AT, "due_at": AT + timedelta(hours=24), **values}
    made: Lead = Lead.objects.create(customer=customer, **given)
    return made


def make_rule(*members: Any, way: str = "turn", **values: Any) -> LeadRule:
    """A rule of sharing out, asked after those that are there."""
    ids = [one.pk for one in members]
    return LeadRule.objects.create(place=LeadRule.objects.count() + 1, members=ids, way=way, **values)


def make_quote(customer: Customer | None, **values: Any) -> Quote:
    """A draft without lines."""
    number = f"T{next(_number):05}"
    given = {"number": number, "currency": "CNY", "valid_until": date(2099, 12, 31), **values}
    return Quote.objects.create(customer=customer, **given)
