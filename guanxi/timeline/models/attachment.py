from django.db import models

from guanxi.core.rows import Made


class Attachment(Made):
    """A file of an entry, stored under the hash of its content outside the web root."""

    entry = models.ForeignKey("timeline.Entry", on_delete=models.CASCADE, related_name="attachments")
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120)  # sniffed from the content, not believed from the name
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="attachment_content")]
        ordering = ["id"]
