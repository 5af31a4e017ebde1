from django.db import models


class Part(models.Model):
    """The file in which rows of a source stand in the warehouse: those with numbers from `part` × 131,072 on.

    `shape` says how it was made (columns, the company's time zone); a part of another shape is filled anew.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=24)
    part = models.BigIntegerField()
    file = models.CharField(max_length=120)
    rows = models.BigIntegerField()
    shape = models.CharField(max_length=16)
    filled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "part"], name="part_of_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.part}: {self.rows}"


class Mark(models.Model):
    """Rows of a part of a source changed, in the transaction `xid`. Triggers write it (sql/warehouse.sql); the filling takes it away."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=24)
    part = models.BigIntegerField()
    xid = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["source", "part", "xid"], name="mark_of_part")]

    def __str__(self) -> str:
        return f"{self.source} {self.part}"
