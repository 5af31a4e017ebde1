"""What every amount of money here shares."""

from typing import Any

from django.db import models
from django.db.models.functions import Cast

ALIVE = models.Q(deleted_at=None)


def minor(expression: Any) -> models.GeneratedField:
    """An amount in hundredths, by which lists sort and filter: see `core.kinds.Field.minor`."""
    return models.GeneratedField(
        expression=Cast(expression * 100, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )


def money(**options: Any) -> models.DecimalField:
    """An amount with two decimals."""
    return models.DecimalField(max_digits=18, decimal_places=2, **options)


def link(to: str, **options: Any) -> models.ForeignKey:
    """A link that others' indexes serve. Whoever sees a contract need not see its customer, so links may be empty."""
    given: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "related_name": "+", "db_index": False}
    return models.ForeignKey(to, **given | options)
