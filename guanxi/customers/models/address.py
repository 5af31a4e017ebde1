from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.rows import Row


class Address(Row):
    """A place of a customer; the main one fills the city and country of the customer's list."""

    class Use(models.TextChoices):
        """What the place is for."""

        MAIN = "main", pgettext_lazy("address", "Main")
        BILLING = "billing", _("Billing")
        SHIPPING = "shipping", _("Shipping")
        OTHER = "other", _("Other place")

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="addresses", db_index=False
    )
    use = models.CharField(max_length=8, choices=Use, default=Use.MAIN, db_default="main")
    street = models.CharField(max_length=300, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=20, blank=True, default="", db_default="")
    city = models.CharField(max_length=80, blank=True, default="", db_default="")
    region = models.CharField(max_length=80, blank=True, default="", db_default="")
    country = models.CharField(max_length=80, blank=True, default="", db_default="")

    @property
    def lines(self) -> list[str]:
        """As one writes it on an envelope: street, place, country; without empty lines."""
        place = " ".join(filter(None, [self.postcode, self.city, self.region]))
        return [line for line in (self.street, place, self.country) if line]

    class Meta:
        indexes = [models.Index(fields=["customer"], name="address_of_customer")]
