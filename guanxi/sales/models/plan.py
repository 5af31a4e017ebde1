from django.conf import settings
from django.db import models

from guanxi.core.rows import Row

ALIVE = models.Q(deleted_at=None)


class AccountPlan(Row):
    """How a key account is to be kept and grown: at most one per customer. Texts hold one point per line."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    goals = models.TextField(blank=True, default="", db_default="")
    strengths = models.TextField(blank=True, default="", db_default="")
    weaknesses = models.TextField(blank=True, default="", db_default="")
    chances = models.TextField(blank=True, default="", db_default="")
    threats = models.TextField(blank=True, default="", db_default="")
    next_review_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_review_on", "id"], name="accountplan_by_review", condition=ALIVE),
            models.Index(fields=["-created_at", "-id"], name="accountplan_by_created", condition=ALIVE),
            models.Index(fields=["customer", "-id"], name="accountplan_of_customer"),
        ]
        constraints = [models.UniqueConstraint(fields=["customer"], name="accountplan_once", condition=ALIVE)]

    def __str__(self) -> str:
        return self.name


class PlanReview(models.Model):
    """One entry of a plan's review log. Never changed."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    next_review_on = models.DateField(null=True)
    at = models.DateTimeField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["plan", "-id"], name="planreview_of_plan")]

    def __str__(self) -> str:
        return self.text[:40]


class PlanAction(models.Model):
    """A task of the timeline that belongs to a plan."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="actions", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    task = models.ForeignKey("timeline.Task", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "task"], name="planaction_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.task_id}"
