from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.steering.models.card import Card

MEMBER = settings.AUTH_USER_MODEL


class Scheme(models.Model):
    """What is paid for which records, to whom, from when on. Its terms can be changed until it is in force; then the database refuses."""

    class Basis(models.TextChoices):
        """The records that count."""

        WON = "won", _("Won opportunities, by whose credit they are")
        ORDERS = "orders", _("Placed orders of one's customers")
        PAYMENTS = "payments", _("Payments received for one's contracts")

    class Way(models.TextChoices):
        """What of them counts."""

        PERCENT = "percent", _("A percentage of their amounts")
        PIECE = "piece", _("An amount for each")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", pgettext_lazy("incentive", "Draft")
        ACTIVE = "active", pgettext_lazy("incentive", "In force")
        ENDED = "ended", pgettext_lazy("incentive", "Ended")

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=8, choices=Basis)
    way = models.CharField(max_length=8, choices=Way)
    span = models.CharField(max_length=8, choices=Card.Span)
    currency = models.CharField(max_length=3)
    # [from, rate] as text: amounts in the currency (or pieces), rates in percent (or in the currency)
    steps: Any = models.JSONField()
    cap = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    department = models.ForeignKey("staff.Department", on_delete=models.PROTECT, null=True, related_name="+")
    people = ArrayField(models.BigIntegerField(), default=list)  # members beside those of the department
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT, db_default="draft")
    begins = models.DateField(null=True)  # the first day of its first period
    ends = models.DateField(null=True)  # the last day of its last period
    made_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    needs_approval = models.BooleanField(default=False, db_default=False)  # before a period is closed
    tried_at = models.DateTimeField(null=True)  # when its present terms were last held against a past period

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scheme_begins", condition=models.Q(state="draft") | models.Q(begins__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """What a scheme pays a member for a period, in smallest units: the sum of its lines. Closed, it stays as it is."""

    class State(models.TextChoices):
        """Whether it still follows the records."""

        OPEN = "open", pgettext_lazy("statement", "Open")
        CLOSED = "closed", pgettext_lazy("statement", "Closed")

    id = models.BigAutoField(primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="statements", db_index=False)
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField()
    payout = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN, db_default="open")
    reckoned_at = models.DateTimeField()
    closed_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "member", "first"], name="statement_once")]
        indexes = [
            models.Index(fields=["member", "-first"], name="statement_of_member"),
            models.Index(fields=["-first", "member"], name="statement_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.member_id} {self.first}"

    @property
    def is_closed(self) -> bool:
        """Whether it stays as it is."""
        return self.state == self.State.CLOSED


class Line(models.Model):
    """A record and what it pays; with `corrects`, what it pays more or less than that closed statement says.

    `counted` is in smallest units or pieces, `parts` how much of it at which rate, as text; `payout` in smallest units.
    """

    id = models.BigAutoField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines", db_index=False)
    place = models.IntegerField()
    corrects = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    record = models.BigIntegerField()
    title = models.CharField(max_length=200)
    day = models.DateField()
    amount = models.BigIntegerField()
    percent = models.PositiveSmallIntegerField()
    counted = models.DecimalField(max_digits=24, decimal_places=2)
    parts: Any = models.JSONField(default=list)
    payout = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "place"], name="line_place")]
        indexes = [models.Index(fields=["corrects"], name="line_corrects", condition=models.Q(corrects__isnull=False))]

    def __str__(self) -> str:
        return f"{self.title} {self.payout}"


class Remark(models.Model):
    """What a member or whoever closes says about a statement; never changed."""

    id = models.BigAutoField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="remarks")
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.CharField(max_length=2000)

    def __str__(self) -> str:
        return self.text
