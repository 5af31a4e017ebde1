from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from guanxi.approvals.models.chain import Way

MEMBER = settings.AUTH_USER_MODEL


class Approval(models.Model):
    """A document, as it stood when somebody asked that others agree to it. What was asked never changes, only what came of it."""

    class State(models.TextChoices):
        """What came of it; outdated is what was changed after it was asked."""

        WAITING = "waiting", pgettext_lazy("approval", "Waiting")
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        REFUSED = "refused", pgettext_lazy("approval", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")
        OUTDATED = "outdated", pgettext_lazy("approval", "Outdated")

    id = models.BigAutoField(primary_key=True)
    document = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    # whose the document is by now, kept by a trigger of its table
    owner = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    asked_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64)  # of what the document says
    flags = ArrayField(models.CharField(max_length=20), default=list)
    why = models.JSONField(default=list)  # what the rules found, as `rules.say_why` reads it
    reason = models.TextField(blank=True, default="", db_default="")
    shown = models.JSONField(default=dict)  # the document for those who are asked: they need not see it otherwise
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, db_default="waiting")
    approvers = ArrayField(models.BigIntegerField(), default=list)  # everybody who was or will be asked, or decided
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["document", "record_id", "-id"], name="approval_of_document"),
            models.Index(fields=["asked_by", "-id"], name="approval_of_asker"),
            models.Index(fields=["customer"], name="approval_of_customer", condition=models.Q(customer__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total(self) -> Decimal | None:
        """What the document amounts to, in `shown["currency"]`; None where it has no such sum."""
        return Decimal(self.shown["total"]) if self.shown.get("total") and self.shown.get("currency") else None


class Turn(models.Model):
    """One of those who are asked, in his turn; `decided_by` is another one where somebody stood in for him."""

    id = models.BigAutoField(primary_key=True)
    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="turns", db_index=False)
    position = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=Way)
    approver = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=False)  # it is his turn, and he has not decided
    due_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["approval", "position"], name="approval_turn_once")]
        indexes = [
            models.Index(fields=["approver", "id"], name="turn_of_approver", condition=models.Q(approved=None)),
            models.Index(fields=["due_at", "id"], name="turn_by_due", condition=models.Q(is_open=True)),
            models.Index(
                fields=["decided_by", "-decided_at", "-id"],
                name="turn_decided",
                condition=models.Q(decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.position}"
