from django.conf import settings
from django.db import models

from guanxi.core.rows import Dated


class Taken(Dated):
    """A customer that a member takes along in his pocket, whatever is due with it."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "customer"], name="taken_once")]
