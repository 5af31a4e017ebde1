from django.conf import settings
from django.db import models

from guanxi.core.rows import Dated


class Arrival(Dated):
    """Something a member wrote without a connection, arrived: its token is taken once, and answered the same ever after."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.UUIDField()  # made by the device
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was written, to tell a repetition from a mistake
    kind = models.CharField(max_length=12)
    written_at = models.DateTimeField()  # by the device's clock
    answer = models.JSONField(default=dict, db_default=models.Value("{}"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "token"], name="arrival_once")]
