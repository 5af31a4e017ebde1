from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import Row


class Contact(Row):
    """A person at a customer, with the part he plays there."""

    class Part(models.TextChoices):
        """What he does in a purchase."""

        DECIDER = "decider", _("Decides")
        INFLUENCER = "influencer", _("Influences")
        BUYER = "buyer", _("Buys")
        USER = "user", _("Uses")
        GATEKEEPER = "gatekeeper", _("Gatekeeper")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="contacts", db_index=False
    )
    name = models.CharField(max_length=120)
    name_sort = models.CharField(max_length=240, editable=False)
    title = models.CharField(max_length=120, blank=True, default="", db_default="")
    department = models.CharField(max_length=120, blank=True, default="", db_default="")
    part = models.CharField(max_length=12, choices=Part, blank=True, default="", db_default="")
    is_main = models.BooleanField(default=False, db_default=False)
    birthday = models.DateField(null=True)
    note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "name_sort"], name="contact_of_customer"),
            models.Index(fields=["name_sort", "id"], name="contact_by_name", condition=models.Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="contact_by_created", condition=models.Q(deleted_at=None)),
            models.Index(fields=["import_id"], name="contact_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="contact_has_name")]

    def __str__(self) -> str:
        return self.name
