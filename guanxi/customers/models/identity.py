from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import Row


class Channel(models.TextChoices):
    """Ways to reach or recognise a customer."""

    PHONE = "phone", _("Phone")
    MAIL = "mail", _("Mail")
    WECOM = "wecom", _("WeCom")
    WECHAT = "wechat", _("WeChat")
    WHATSAPP = "whatsapp", _("WhatsApp")
    LINKEDIN = "linkedin", _("LinkedIn")
    TAX = "tax", _("Tax number")
    OTHER = "other", _("Other channel")


class Identity(Row):
    """One address of a customer or contact on one channel: normalised, unique per channel, leading to its holder."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="identities", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.CASCADE, null=True, related_name="identities", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel)
    value = models.CharField(max_length=254)  # E.164 phone, lower-case mail, as given for the others
    label = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["customer"], name="identity_of_customer"),
            models.Index(fields=["contact"], name="identity_of_contact", condition=models.Q(contact__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "channel"], name="identity_unique", condition=models.Q(deleted_at=None)
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="identity_has_value"),
        ]
