from django.conf import settings
from django.db import models


class Target(models.Model):
    """What a member, or a department with those below, is to win in a quarter, in one currency."""

    id = models.BigAutoField(primary_key=True)
    quarter = models.DateField()  # its first day
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey("staff.Department", on_delete=models.CASCADE, null=True, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "member", "department", "currency"], name="target_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="target_of_one",
                condition=models.Q(member=None, department__isnull=False)
                | models.Q(member__isnull=False, department=None),
            ),
            models.CheckConstraint(name="target_amount", condition=models.Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quarter:%Y-%m} {self.amount} {self.currency}"
