from django.db import models

from guanxi.analytics.models.run import Run


class Cell(models.Model):
    """How many customers of an owner are in a segment after a run, where they were before, what they spent and are expected to bring.

    `worth` is null where no model could be fitted. Seen like the owner's customers.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="cells", db_index=False)
    owner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    segment = models.CharField(max_length=40)
    was = models.CharField(max_length=40)
    customers = models.BigIntegerField()
    spent = models.DecimalField(max_digits=24, decimal_places=2)
    worth = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "owner_id"], name="cell_of_run")]

    def __str__(self) -> str:
        return f"{self.segment}: {self.customers}"
