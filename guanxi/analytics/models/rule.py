from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Rule(models.Model):
    """How this company reckons: one row. `days`, `purchases` and `money` are used where `quantile` is off, or there are too few customers."""

    quantile = models.BooleanField(default=True, db_default=True)
    days: Any = ArrayField(models.IntegerField(), size=4)
    purchases: Any = ArrayField(models.IntegerField(), size=4)
    money: Any = ArrayField(models.IntegerField(), size=4)
    discount = models.DecimalField(max_digits=5, decimal_places=2)  # percent a year
    years = models.IntegerField()  # how far a lifetime is added up

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="analytics_rule_single"),
            models.CheckConstraint(
                name="analytics_rule_bounds",
                condition=models.Q(years__gte=1, years__lte=20, discount__gte=0, discount__lte=50),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discount} %, {self.years}"
