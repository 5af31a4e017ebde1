"""Opportunities and quotes for tests. Call them with an actor set."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from guanxi.customers.models import Customer
from guanxi.sales.models import Move, Opportunity, Quote, Stage

_number = count(1)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_opportunity(customer: Customer | None, stage: str = "prospecting", **values: Any) -> Opportunity:
    """An opportunity of the default pipeline, with the first entry of its log."""
    found = Stage.objects.get(pk=stage)
    closed = {} if found.kind == Stage.Kind.OPEN else {"closed_on": date(2026, 3, 1)}
    given = {
        "name": f"Opportunity {next(_number)}", "opened_on": date(2026, 2, 1), "stage_since": AT, "currency": "CNY", **closed, **values,
    }  # fmt: skip
    made = Opportunity.objects.create(
        customer=customer, pipeline=found.pipeline_id, stage=stage, state=found.kind, **given
    )
    Move.objects.create(opportunity=made, to_stage=stage, at=made.stage_since)
    return made


def make_quote(customer: Customer | None, **values: Any) -> Quote:
    """A draft without lines."""
    number = f"T{next(_number):05}"
    given = {"number": number, "currency": "CNY", "valid_until": date(2099, 12, 31), **values}
    return Quote.objects.create(customer=customer, **given)
