from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MEMBER = settings.AUTH_USER_MODEL


class Kept(models.Manager["Card"]):
    """Those that were not put away."""

    def get_queryset(self) -> "models.QuerySet[Card]":
        """Without those put away."""
        return super().get_queryset().filter(deleted_at=None)


class Card(models.Model):
    """The scorecard of a member, a department with those below, or (neither) the company, for one period.

    Closed, its figures stay as they are: the database refuses to change them. `reopened_at` tells that it was open again.
    Put away (`deleted_at`), it can be brought back; `everything` finds it then.
    """

    class Span(models.TextChoices):
        """How long a period is."""

        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")
        YEAR = "year", _("Year")

    class State(models.TextChoices):
        """Whether its figures still change."""

        OPEN = "open", pgettext_lazy("scorecard", "Open")
        CLOSED = "closed", pgettext_lazy("scorecard", "Closed")

    id = models.BigAutoField(primary_key=True)
    span = models.CharField(max_length=8, choices=Span)
    first = models.DateField()  # the first day of the period
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey("staff.Department", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN, db_default="open")
    set_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    closed_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reopened_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")  # why it was opened again
    deleted_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    deleted_at = models.DateTimeField(null=True)

    objects = Kept()
    everything: "models.Manager[Card]" = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["span", "first", "member", "department"],
                name="card_once",
                nulls_distinct=False,
                condition=models.Q(deleted_at=None),
            ),
            models.CheckConstraint(name="card_of_one", condition=models.Q(member=None) | models.Q(department=None)),
        ]
        indexes = [
            models.Index(fields=["member", "span", "-first"], name="card_of_member"),
            models.Index(fields=["id"], name="card_open", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.first}"

    @property
    def is_closed(self) -> bool:
        """Whether its figures stay as they are."""
        return self.state == self.State.CLOSED


class Goal(models.Model):
    """What a measure is to reach on a card, from where on it is nearly there, and how much it weighs. Shares stand in percent."""

    id = models.BigAutoField(primary_key=True)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="goals", db_index=False)
    measure = models.CharField(max_length=24)
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")  # of money
    goal = models.DecimalField(max_digits=18, decimal_places=2)
    warn = models.DecimalField(max_digits=18, decimal_places=2)
    weight = models.PositiveSmallIntegerField()  # percent

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "measure"], name="goal_once"),
            models.CheckConstraint(name="goal_weight", condition=models.Q(weight__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.goal}"


class Result(models.Model):
    """What the goals of a card reached: figures by measure as text, None where there was nothing to measure."""

    card = models.OneToOneField(Card, on_delete=models.CASCADE, primary_key=True, related_name="result")
    at = models.DateTimeField()
    figures: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.card_id} {self.at:%Y-%m-%d %H:%M}"
