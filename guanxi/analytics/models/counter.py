from django.conf import settings
from django.db import models

from guanxi.core.rows import CurrentMember


class Counter(models.Model):
    """Lifetime value at the counter: what a member supposes of one customer. Null is "as his orders say"."""

    id = models.BigAutoField(primary_key=True)
    customer = models.OneToOneField("customers.Customer", on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # per purchase
    currency = models.CharField(max_length=3)
    per_year = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    years = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_default=CurrentMember(), related_name="+", db_index=False
    )  # fmt: skip
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.amount} × {self.per_year} × {self.years}"
