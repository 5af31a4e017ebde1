from django.conf import settings
from django.db import models


class Receipt(models.Model):
    """The answer to a write with an Idempotency-Key: the same request again gets it again, and does nothing."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.ForeignKey("api.Key", on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.SmallIntegerField(default=0)
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="api_receipt_once")]
        indexes = [models.Index(fields=["at"], name="api_receipt_age")]
