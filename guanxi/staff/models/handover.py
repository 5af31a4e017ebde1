from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from guanxi.core.rows import CurrentMember


class HandOver(models.Model):
    """A colleague's whole work given to others: by which plan, by which job, and whether it was taken back."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_default=CurrentMember(),
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(db_default=Now())
    plan = models.JSONField()  # as `staff.succession.Plan` writes it
    work_id = models.BigIntegerField(null=True)  # its job, under whose number the history knows what it moved
    undo_id = models.BigIntegerField(null=True)
    moved = models.JSONField(default=dict)  # per holding, how many changed hands
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["giver", "-id"], name="staff_handover_of")]
