from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Weighing(models.Model):
    """How this company weighs its customers: one row. Weights count beside each other; days and percent bound the stages of life."""

    money = models.PositiveSmallIntegerField(default=40, db_default=40)
    influence = models.PositiveSmallIntegerField(default=20, db_default=20)
    life = models.PositiveSmallIntegerField(default=25, db_default=25)
    information = models.PositiveSmallIntegerField(default=15, db_default=15)
    # percent that a step counts: to whom he brought, whom he supplies, the companies of his group
    brought = models.PositiveSmallIntegerField(default=100, db_default=100)
    supplies = models.PositiveSmallIntegerField(default=50, db_default=50)
    group = models.PositiveSmallIntegerField(default=50, db_default=50)
    new_days = models.PositiveSmallIntegerField(default=90, db_default=90)
    trend_days = models.PositiveSmallIntegerField(default=180, db_default=180)
    trend_percent = models.PositiveSmallIntegerField(default=25, db_default=25)
    silent_days = models.PositiveSmallIntegerField(default=60, db_default=60)
    lost_days = models.PositiveSmallIntegerField(default=180, db_default=180)
    completeness = models.PositiveSmallIntegerField(default=50, db_default=50)
    recency = models.PositiveSmallIntegerField(default=30, db_default=30)
    breadth = models.PositiveSmallIntegerField(default=20, db_default=20)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="analytics_weighing_single")]

    def __str__(self) -> str:
        return f"{self.money}:{self.influence}:{self.life}:{self.information}"


class Survey(models.Model):
    """One look at all customers: their stage of life, influence and what is known of them. `day` counts as today.

    `rule` is the company's weighing as it was; `cuts` holds per currency what parts customers by money into hundredths;
    `terms` is what was learnt of those under contract.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    day = models.DateField()
    work_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    customers = models.BigIntegerField(default=0, db_default=0)
    rule: Any = models.JSONField(default=dict)
    cuts: Any = models.JSONField(default=dict)
    terms: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="survey_latest", condition=models.Q(ended_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Profile(models.Model):
    """A customer in four dimensions, each with what it was made from; scores are from 0 to 100.

    `rhythm` is the usual pause between two days with a purchase (the median, from three of them on), `pause` the longest one
    that ended within the time of the trend. `gaps` are the names of what is not known yet. Written by surveys alone, and
    only where something changed. Who has no orders is judged by the opportunities that were won with him: `won` is what they
    brought, in `currency`.
    """

    customer = models.OneToOneField("customers.Customer", on_delete=models.PROTECT, related_name="+", primary_key=True)
    stage = models.CharField(max_length=10)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    rhythm = models.FloatField(null=True)
    pause = models.IntegerField(null=True)
    recent = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    before = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    won = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="", db_default="")
    contract = models.BooleanField()
    completeness = models.PositiveSmallIntegerField()
    recency = models.PositiveSmallIntegerField()
    breadth = models.PositiveSmallIntegerField()
    gaps: Any = ArrayField(models.CharField(max_length=12))
    known: Any = ArrayField(models.CharField(max_length=12))  # kinds of knowledge that there are
    reach = models.FloatField(default=0, db_default=0)
    money_score = models.PositiveSmallIntegerField(default=0, db_default=0)
    influence_score = models.PositiveSmallIntegerField(default=0, db_default=0)
    life_score = models.PositiveSmallIntegerField(default=0, db_default=0)
    information_score = models.PositiveSmallIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.stage} {self.money_score}/{self.influence_score}/{self.life_score}/{self.information_score}"
