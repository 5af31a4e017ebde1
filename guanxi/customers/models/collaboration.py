from django.conf import settings
from django.db import models

from guanxi.core.rows import Made


class Collaboration(Made):
    """A customer shared with a colleague outside the data scope, to read or to edit."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="collaborations", db_index=False
    )
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    may_edit = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["member", "customer"], include=["may_edit"], name="collaboration_of_member")]
        constraints = [models.UniqueConstraint(fields=["customer", "member"], name="collaboration_once")]
