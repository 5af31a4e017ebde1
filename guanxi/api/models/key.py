from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Key(models.Model):
    """A program's key: it acts as its member, sees what he sees, and may what its scopes allow of what he may."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)  # shown in lists and in the history
    digest = models.CharField(max_length=64)  # SHA-256 of the whole key; the key itself is shown once and not kept
    scopes = ArrayField(models.CharField(max_length=60), default=list)  # "customer:read", "*:write"
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
