from typing import Any

from django.db import models

from guanxi.analytics.models.lesson import Lesson


class Interest(models.Model):
    """The chance that one customer buys from one product line within ninety days, with reasons for and against as in `Chance`."""

    id = models.BigAutoField(primary_key=True)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.CharField(max_length=80)
    at = models.DateTimeField()
    chance = models.FloatField()
    band = models.CharField(max_length=8)  # beside the share of all: see `bands`
    above: Any = models.JSONField(default=list)
    below: Any = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["line", "chance"], name="interest_in_line")]
        constraints = [models.UniqueConstraint(fields=["customer", "line"], name="interest_of_customer")]

    def __str__(self) -> str:
        return f"{self.line}: {self.chance:.2f}"
