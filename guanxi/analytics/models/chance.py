from typing import Any

from django.db import models
from django.db.models import F

from guanxi.analytics.models.lesson import Lesson, Question


class Chance(models.Model):
    """The chance of one lead or customer, with reasons for and against: each a fact, its value and what it adds to the log-odds.

    `expected` is the chance times what such a lead brings, in `currency`; null where no amounts are known. Written by the system alone, seen
    with the lead, or with the customer where it is about none.
    """

    id = models.BigAutoField(primary_key=True)
    question = models.CharField(max_length=12, choices=Question)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    lead = models.ForeignKey("sales.Lead", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    chance = models.FloatField()
    band = models.CharField(max_length=8)  # beside the share of all: see `bands`
    days = models.IntegerField()  # within which it comes, or does not
    expected = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="", db_default="")
    above: Any = models.JSONField(default=list)
    below: Any = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(
                F("expected").desc(nulls_last=True),
                F("chance").desc(),
                F("id").desc(),
                name="chance_by_value",
                condition=models.Q(lead__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lead"], name="chance_of_lead", condition=models.Q(lead__isnull=False)),
            models.UniqueConstraint(
                fields=["customer", "question"], name="chance_of_customer", condition=models.Q(lead=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.chance:.2f}"
