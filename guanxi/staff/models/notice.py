from django.db import models


class Notice(models.Model):
    """Something a member should look at; announced on his screen at once."""

    member = models.ForeignKey("staff.Member", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    # sentence = gettext msgid with {placeholders}, filled from params when shown, in the reader's language
    sentence = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sender = models.ForeignKey("staff.Member", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id"], name="staff_notice_latest"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="staff_notice_unread"),
        ]
