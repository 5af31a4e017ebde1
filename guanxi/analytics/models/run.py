from typing import Any

from django.db import models

SOURCE = "value"  # of the facts that a run writes down


class Run(models.Model):
    """One reckoning of what customers are worth: what it was made from, what was fitted, and where it stands.

    `day` counts as today: that of the last order, for orders may come later than they are made. `rule` is the company's
    rule as it was; `learnt` holds per currency the fits, or why there is none, and the bounds of the scores. `whole_at` is
    when orders of all customers were summed up last; a run of another moment summed up those alone whose orders changed,
    `summed` of them, and wrote down `written` figures that were others than before.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    day = models.DateField()
    work_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    whole_at = models.DateTimeField(null=True)
    summed = models.BigIntegerField(default=0, db_default=0)
    written = models.BigIntegerField(default=0, db_default=0)
    customers = models.BigIntegerField(default=0, db_default=0)
    rule: Any = models.JSONField(default=dict)
    learnt: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="run_latest", condition=models.Q(ended_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
