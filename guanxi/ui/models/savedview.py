from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list with its filters, columns and sort, kept by a member, and shared with colleagues if he likes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=60, blank=True)
    shared = models.BooleanField(default=False)
    place = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["member", "kind", "name"], name="ui_view_name")]
