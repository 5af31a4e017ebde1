from django.conf import settings
from django.db import models


class Mapping(models.Model):
    """Which column fills which field, kept under a name and offered again for files with the same header."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=120)
    target = models.CharField(max_length=40)
    header = models.JSONField(default=list)
    settings = models.JSONField(default=dict)  # columns, match keys, on match, owner: see intake.plan
    shared = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "target"], name="intake_mapping_name")]
