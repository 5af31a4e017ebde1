from django.conf import settings
from django.db import models


class ListSetting(models.Model):
    """How a member looks at a list or at one of its views: his columns, and whether the list opens with it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    view = models.ForeignKey("ui.SavedView", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    columns = models.JSONField(default=list)
    opens = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "view"], name="ui_setting_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["view"], name="ui_setting_of_view")]
