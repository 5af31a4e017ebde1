from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import Row

ALIVE = models.Q(deleted_at=None)


class Tax(models.TextChoices):
    """Whether prices hold the tax already, or it comes on top."""

    ADDED = "added", _("Tax is added")
    INCLUDED = "included", _("Tax is included")


class PriceBook(Row):
    """Prices of products in one currency, for some time and some customers."""

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    tier = models.CharField(max_length=80, blank=True, default="", db_default="")  # whom it is for, in words
    # it holds only for customers who have one of these; for all where there is none
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=models.Value("{}"))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    tax = models.CharField(max_length=8, choices=Tax, default=Tax.ADDED, db_default="added")
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=0, db_default=0)  # percent
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="pricebook_by_created", condition=ALIVE)]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="pricebook_name", condition=ALIVE),
            models.CheckConstraint(
                name="pricebook_days",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(name="pricebook_rate", condition=models.Q(tax_rate__gte=0, tax_rate__lte=100)),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_for(self, tags: Collection[str]) -> bool:
        """Whether it holds for a customer with these tags."""
        return not self.tags or not {*self.tags}.isdisjoint(tags)


class Price(models.Model):
    """What one of a product costs in a book, from a quantity on."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(PriceBook, on_delete=models.CASCADE, related_name="prices", db_index=False)
    product = models.ForeignKey("commerce.Product", on_delete=models.PROTECT, related_name="+")
    from_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    price = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "product", "from_quantity"], name="price_once"),
            models.CheckConstraint(name="price_positive", condition=models.Q(price__gte=0, from_quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.price)


class Floor(models.Model):
    """How low a price may go, and what one costs the company; seen by few, so it has a table and a policy of its own."""

    # the database deletes it with its price, also where whoever deletes does not see it (sql/prices.sql)
    price = models.OneToOneField(
        Price, on_delete=models.DO_NOTHING, primary_key=True, related_name="floor", db_constraint=False
    )
    # by this name the history knows it
    id = models.GeneratedField(
        expression=Cast("price_id", models.BigIntegerField()), output_field=models.BigIntegerField(), db_persist=True
    )
    floor = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)

    def __str__(self) -> str:
        return str(self.floor)


class Rate(models.Model):
    """What one unit of a currency is worth in the company's own, from a day on."""

    id = models.BigAutoField(primary_key=True)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="rate_once"),
            models.CheckConstraint(name="rate_positive", condition=models.Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on}: {self.rate}"
