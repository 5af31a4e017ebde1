from typing import Any

from django.conf import settings
from django.db import models

from guanxi.core.rows import CurrentMember


class Pin(models.Model):
    """A question of the explorer that a member keeps in sight: its parameters, as they stand in the address."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_default=CurrentMember(), related_name="+", db_index=False
    )
    asked: Any = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "id"], name="pin_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.asked}"
