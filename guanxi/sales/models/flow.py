from django.db import models


class Flow(models.Model):
    """How far the opportunities came that one owner began in one month; the funnel adds these up instead of counting millions.

    `member_id` is whose credit they are: the owner's, or, of split ones, each by his share; so the figures have hundredths.

    `face` says what `value` is: nothing (""), a "source", or the id of a "product" (an opportunity is in as many as it has
    products). `stage` is the furthest that `open`, `won` and `lost` count, and the one that `stays` of `seconds` were in.
    Written by the database alone (sql/funnel.sql).
    """

    id = models.BigAutoField(primary_key=True)
    face = models.CharField(max_length=8)
    month = models.DateField()  # its first day
    owner_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    pipeline = models.CharField(max_length=24)
    value = models.CharField(max_length=80)
    stage = models.CharField(max_length=24)
    open = models.DecimalField(max_digits=20, decimal_places=2)
    won = models.DecimalField(max_digits=20, decimal_places=2)
    lost = models.DecimalField(max_digits=20, decimal_places=2)
    stays = models.DecimalField(max_digits=20, decimal_places=2)
    seconds = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["face", "pipeline", "month", "member_id"], name="flow_of_face"),
            models.Index(fields=["month", "owner_id"], name="flow_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.stage}"


class Stale(models.Model):
    """A month of an owner in which something changed since its `Flow` was written. Kept by the database alone."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    owner_id = models.BigIntegerField()  # 0 for nobody
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="stale_at")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
