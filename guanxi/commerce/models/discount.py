from django.db import models


class DiscountLimit(models.Model):
    """Up to which discount, in percent of the list price, those of a role need not say why."""

    role = models.OneToOneField("staff.Role", on_delete=models.CASCADE, primary_key=True, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(name="discount_limit", condition=models.Q(percent__gte=0, percent__lte=100))
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.percent} %"
