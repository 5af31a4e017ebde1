from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import CurrentMember, Dated


class Channel(models.TextChoices):
    """How it reached us or them."""

    VISIT = "visit", _("Face to face")
    PHONE = "phone", _("Phone call")
    MAIL = "mail", _("E-mail")
    CHAT = "chat", _("Chat")
    SOCIAL = "social", _("Social media")
    PORTAL = "portal", _("Portal")


class Direction(models.TextChoices):
    """Who began."""

    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class Entry(Dated):
    """Something that happened with a customer. Never changed or deleted; a mistake is put right by another entry."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False, null=True
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()  # when it happened, not when it was written down
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_default=CurrentMember(),
        related_name="+",
        db_index=False,
    )
    channel = models.CharField(max_length=8, choices=Channel, blank=True, default="", db_default="")
    direction = models.CharField(max_length=3, choices=Direction, blank=True, default="", db_default="")
    duration = models.PositiveIntegerField(null=True)  # seconds
    outcome = models.CharField(max_length=120, blank=True, default="", db_default="")
    subject = models.CharField(max_length=300, blank=True, default="", db_default="")
    text = models.TextField(blank=True, default="", db_default="")
    colleagues = ArrayField(models.BigIntegerField(), default=list, db_default=models.Value("{}"))
    data = models.JSONField(default=dict, db_default=models.Value("{}"))
    key = models.CharField(
        max_length=200, null=True
    )  # identity at the source (Message-ID, order number): recorded once
    caused_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # the entry that this one puts right; the old one is shown struck through
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="entry_of_customer"),
            models.Index(fields=["member", "-at", "-id"], name="entry_of_member"),
            models.Index(fields=["corrects"], name="entry_corrects", condition=models.Q(corrects__isnull=False)),
            models.Index(fields=["import_id"], name="entry_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="entry_once", condition=models.Q(key__isnull=False))
        ]
