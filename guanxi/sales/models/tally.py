from django.db import models


class Tally(models.Model):
    """A change of how many opportunities stand in a stage and of what they add up to; the sums of the rows are the figures.

    Written by the database alone (sql/tally.sql).
    """

    id = models.BigAutoField(primary_key=True)
    stage = models.CharField(max_length=24)
    currency = models.CharField(max_length=3)
    owner_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    minor = models.DecimalField(max_digits=30, decimal_places=0)  # amounts in hundredths

    class Meta:
        indexes = [models.Index(fields=["owner_id", "stage"], name="tally_of_owner")]

    def __str__(self) -> str:
        return f"{self.stage}: {self.number}"
