from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import CurrentMember, Row


class Topic(models.TextChoices):
    """What a promise is about; two of one topic can contradict each other."""

    PRICE = "price", _("Price")
    DELIVERY = "delivery", _("Delivery")
    CALLBACK = "callback", _("Call back")
    DOCUMENT = "document", _("Document")
    SERVICE = "service", _("Service")
    OTHER = "other", _("Other")


class Promise(Row):
    """What somebody of us promised a customer until when, and whether it was kept. Seen by whoever sees the customer."""

    class Closed(models.TextChoices):
        """What became of it; open ones have none, and are broken from their time on."""

        KEPT = "kept", _("Kept")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    title = models.CharField(max_length=300)
    topic = models.CharField(max_length=10, choices=Topic, default=Topic.OTHER, db_default="other")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # who said it, and stays who said it; `owner` is who has to keep it
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    amount_minor = models.GeneratedField(
        expression=Cast(models.F("amount") * 100, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    # the entry it was made in, and where in its text a suggestion began (none: marked by hand)
    entry = models.ForeignKey("timeline.Entry", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.IntegerField(null=True)
    closed_as = models.CharField(max_length=10, choices=Closed, blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    proof = models.TextField(blank=True, default="", db_default="")  # how it was kept, or why it was withdrawn
    proof_entry = models.ForeignKey(
        "timeline.Entry", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_at"], name="promise_open", condition=models.Q(closed_as="", deleted_at=None)
            ),
            models.Index(
                fields=["due_at", "id"], name="promise_open_due", condition=models.Q(closed_as="", deleted_at=None)
            ),
            models.Index(fields=["customer", "closed_as", "due_at"], name="promise_of_customer"),
            models.Index(fields=["due_at", "id"], name="promise_by_due", condition=models.Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="promise_by_created", condition=models.Q(deleted_at=None)),
            models.Index(
                fields=["currency", "amount_minor", "id"],
                name="promise_by_amount",
                condition=models.Q(deleted_at=None),
            ),
            models.Index(fields=["entry"], name="promise_of_entry", condition=models.Q(entry__isnull=False)),
            models.Index(fields=["proof_entry"], name="promise_proof", condition=models.Q(proof_entry__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Declined(models.Model):
    """Somebody said that what looks like a promise, at this place of this entry's text, is none."""

    entry = models.ForeignKey("timeline.Entry", on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_default=CurrentMember(),
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "place"], name="declined_once")]
