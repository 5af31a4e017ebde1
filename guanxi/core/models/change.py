from django.db import models


class Change(models.Model):
    """A row of the history that the database writes (sql/history.sql); read-only here."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.TextField()
    record_id = models.BigIntegerField()
    home_kind = models.TextField()
    home_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=1)
    member_id = models.BigIntegerField(null=True)
    through = models.TextField()
    through_id = models.TextField()
    changes = models.JSONField()

    class Meta:
        managed = False
        db_table = "core_change"
