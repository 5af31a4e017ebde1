from typing import Any

from django.db import models


class Fill(models.Model):
    """One run that brought the warehouse up to date, and whether it then agreed with what it was filled from.

    `differences` holds what did not: source, month, what is counted, how much here and there.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    work_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    parts = models.BigIntegerField(default=0, db_default=0)
    rows = models.BigIntegerField(default=0, db_default=0)
    compared: Any = models.JSONField(default=dict)  # rows per source that were counted on both sides
    differences: Any = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="fill_latest", condition=models.Q(ended_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.rows}"
