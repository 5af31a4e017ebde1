from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from guanxi.core.rows import CurrentMember


class Attachment(models.Model):
    """A file of an entry, stored under the hash of its content outside the web root."""

    entry = models.ForeignKey("timeline.Entry", on_delete=models.CASCADE, related_name="attachments")
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120)  # sniffed from the content, not believed from the name
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_default=CurrentMember(),
        related_name="+",
        db_index=False,
    )

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="attachment_content")]
        ordering = ["id"]
