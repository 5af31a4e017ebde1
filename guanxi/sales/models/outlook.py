from django.contrib.postgres.fields import ArrayField
from django.db import models


class Outlook(models.Model):
    """What an owner's opportunities were foreseen, on a day, to bring in a period (`guanxi.sales.forecasting`): mean and variance.

    Of the quarters now and next the period is what was left of them on `made_on`. `tried` ones are months of the past, foreseen
    afterwards from what was known on their first day.
    """

    id = models.BigAutoField(primary_key=True)
    made_on = models.DateField()
    quarter = models.DateField()  # its first day; of a tried one that of the month
    tried = models.BooleanField(default=False)
    owner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    mean = models.FloatField()
    variance = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["tried", "quarter", "made_on", "owner_id"], name="outlook_of_quarter")]

    def __str__(self) -> str:
        return f"{self.quarter:%Y-%m} {self.currency}"


class OutlookEnds(models.Model):
    """Where the ends of its 80 % range lie, by forecasts of the past (`guanxi.sales.calibrating.Widths`): no amounts."""

    id = models.BigAutoField(primary_key=True)
    made_on = models.DateField()
    quarter = models.DateField()
    tried = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    whole = ArrayField(models.FloatField(), size=3)
    one = ArrayField(models.FloatField(), size=3)
    number = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["tried", "quarter", "made_on"], name="outlook_ends")]

    def __str__(self) -> str:
        return f"{self.quarter:%Y-%m} {self.currency}"


class Cohort(models.Model):
    """What was won of the opportunities that one owner began in one month, by how many months it took.

    `member_id` is whose credit it is, as in `Flow`.

    Written by the database alone, beside `Flow` (sql/steering.sql).
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    owner_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    pipeline = models.CharField(max_length=24)
    after = models.SmallIntegerField()  # calendar months from that in which it began to that in which it was won
    currency = models.CharField(max_length=3)
    number = models.DecimalField(max_digits=20, decimal_places=2)
    minor = models.DecimalField(max_digits=32, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["pipeline", "month", "member_id"], name="cohort_of_month"),
            models.Index(fields=["month", "owner_id"], name="cohort_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} +{self.after}"
