from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.actor import Actor
from guanxi.core.rows import Row, Rows
from guanxi.core.visibility import literal_condition
from guanxi.sales.models.opportunity import Opportunity


class State(models.TextChoices):
    """What became of a lead."""

    OPEN = "open", pgettext_lazy("lead", "New")
    WORKING = "working", pgettext_lazy("lead", "Being worked on")
    CONVERTED = "converted", pgettext_lazy("lead", "Converted")
    DISQUALIFIED = "disqualified", pgettext_lazy("lead", "Disqualified")
    RECYCLED = "recycled", pgettext_lazy("lead", "Recycled")


class Reason(models.TextChoices):
    """Why a lead ended, or went back."""

    NO_NEED = "no_need", _("No need")
    LATER = "later", _("Not now")
    NO_MONEY = "no_money", _("No budget")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    WRONG = "wrong", _("Wrong or invented data")
    DUPLICATE = "duplicate", _("Known already")
    OTHER = "other", pgettext_lazy("lead", "Other reason")


LIVE = (State.OPEN, State.WORKING)
POOLED = (State.OPEN, State.RECYCLED)
ALIVE = models.Q(deleted_at=None)
DUE = ALIVE & models.Q(responded_at=None, state__in=LIVE)


class Leads(Rows):
    """Leads narrowed to what is visible: the data scope, and the pool for whoever may work on leads."""

    def visible_to(self, actor: Actor) -> Self:
        """The policy's condition with literal values."""
        condition = literal_condition(self.model, actor)
        if not condition:
            return self
        pool = actor.may("see", "lead") and actor.may("edit", "lead")
        return self.filter(condition | models.Q(owner=None)) if pool else self.filter(condition)


class Lead(Row):
    """Somebody showed interest. Who it is stands with the customer; `assigned` says why it went where it went."""

    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=80, blank=True, default="", db_default="")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=80, blank=True, default="", db_default="")
    campaign = models.CharField(max_length=120, blank=True, default="", db_default="")
    product_line = models.CharField(max_length=80, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN, db_default="open")
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="", db_default="")
    reason_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    back_at = models.DateTimeField(null=True)  # recycled: not in the pool before
    next_step = models.CharField(max_length=300, blank=True, default="", db_default="")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    assigned = models.JSONField(default=dict, editable=False)

    objects: ClassVar[Any] = Leads.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="lead_of_customer"),
            models.Index(fields=["owner", "-received_at", "-id"], name="lead_of_owner", condition=ALIVE),
            models.Index(fields=["-received_at", "-id"], name="lead_by_received", condition=ALIVE),
            models.Index(fields=["due_at", "id"], name="lead_by_due", condition=DUE),
            models.Index(fields=["owner", "due_at", "id"], name="lead_due_of_owner", condition=DUE),
            models.Index(
                fields=["-received_at", "-id"],
                name="lead_pool",
                condition=ALIVE & models.Q(owner=None, state__in=POOLED),
            ),
            models.Index(
                fields=["owner"], name="lead_load", condition=ALIVE & models.Q(owner__isnull=False, state__in=LIVE)
            ),
            models.Index(
                fields=["opportunity"], name="lead_of_opportunity", condition=models.Q(opportunity__isnull=False)
            ),
            models.Index(fields=["import_id"], name="lead_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="lead_reference", condition=ALIVE & ~models.Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _words() -> Any:
    return ArrayField(models.CharField(max_length=120), default=list, blank=True)


class LeadRule(models.Model):
    """Who gets which leads. Conditions are words: one of each list that is not empty has to fit. Asked by `place`."""

    class Way(models.TextChoices):
        """Among whom it chooses, and how."""

        TURN = "turn", _("In turn")
        LEAST = "least", _("Whoever has the fewest open leads")
        MEMBER = "member", _("One colleague")
        POOL = "pool", _("Nobody: the pool")

    place = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True, db_default=True)
    sources = _words()
    campaigns = _words()
    product_lines = _words()
    industries = _words()
    places = _words()
    sizes = _words()
    way = models.CharField(max_length=8, choices=Way, default=Way.TURN)
    members = ArrayField(models.BigIntegerField(), default=list, blank=True)
    most = models.PositiveIntegerField(null=True)  # open leads of one member
    last = models.BigIntegerField(null=True, editable=False)  # who had the last turn

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return f"{self.place}: {self.way}"


class ResponseTime(models.Model):
    """Within how many hours a lead of a source is to be answered; the row without a source is for all others."""

    source = models.CharField(max_length=80, unique=True, blank=True)
    hours = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.source}: {self.hours}"
