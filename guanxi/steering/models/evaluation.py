from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.steering.models.card import Card

MEMBER = settings.AUTH_USER_MODEL


class Evaluation(models.Model):
    """A member's evaluation for a period: what he writes, what his manager writes, and the figures as they were when it was closed."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("evaluation", "Open")
        CLOSED = "closed", pgettext_lazy("evaluation", "Closed")

    id = models.BigAutoField(primary_key=True)
    span = models.CharField(max_length=8, choices=Card.Span)
    first = models.DateField()
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)  # who evaluates him
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN, db_default="open")
    opened_at = models.DateTimeField()
    reminded_on = models.DateField(null=True)
    # rows of (measure, figure, goal, light), points and weakest link as text, as they stood at the closing
    figures: Any = models.JSONField(default=dict)
    closed_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)  # when the member said that he agrees
    reopened_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reopened_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "span", "first"], name="evaluation_once")]
        indexes = [
            models.Index(fields=["-first", "-id"], name="evaluation_by_period"),
            models.Index(fields=["due_on"], name="evaluation_due", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.first}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is written into it any more."""
        return self.state == self.State.CLOSED


class Review(models.Model):
    """One side of an evaluation: words, and a mark of 1 to 5 per perspective. The other side reads it once it is handed in."""

    class Side(models.TextChoices):
        """Who wrote it."""

        SELF = "self", _("Own view")
        MANAGER = "manager", _("Manager's view")

    id = models.BigAutoField(primary_key=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    side = models.CharField(max_length=8, choices=Side)
    words = models.TextField(blank=True, default="")
    marks: Any = models.JSONField(default=dict)
    written_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)  # handed in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "side"], name="review_once")]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.side}"
