from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from guanxi.core.rows import CurrentMember


class Shelf(models.Model):
    """What was learnt at a time of what is bought together and next, or the code of why nothing was.

    `card` holds how it did on days that were left out; where it was not surely better than best-sellers, those are told (`bestsellers`).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    refused = models.CharField(max_length=24, default="", db_default="")
    bestsellers = models.BooleanField(default=False, db_default=False)
    card: Any = models.JSONField(default=dict)
    kept = models.BinaryField(default=b"")  # nearness of products: read by the worker alone

    class Meta:
        indexes = [models.Index(fields=["-at"], name="shelf_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Companion(models.Model):
    """A product that is bought together with another one, with 95 % bounds. Counts are baskets: what a customer bought on a day."""

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey("commerce.Product", on_delete=models.CASCADE, related_name="+", db_index=False)
    companion = models.ForeignKey("commerce.Product", on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()
    together = models.IntegerField()
    of_product = models.IntegerField()
    share = models.FloatField()  # of the baskets with the product, those with the companion too
    share_low = models.FloatField()
    share_high = models.FloatField()
    times = models.FloatField()  # as often as if the two had nothing to do with each other
    times_low = models.FloatField()
    times_high = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "place"], name="companion_place")]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.companion_id}"


class Likely(models.Model):
    """What one customer is likely to buy next: products that are new to him, and those that he buys again and again.

    `new`: [product, the one of his that speaks for it (null: a best-seller), when he bought that last, customers who bought both, customers
    who bought that one, times the usual, what is spent on it per order, its currency]. `again`: [product, days on which he bought it, the first, the last]. `products` are those of `new`.
    """

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    products: Any = ArrayField(models.BigIntegerField())
    new: Any = models.JSONField()
    again: Any = models.JSONField()

    class Meta:
        indexes = [GinIndex(fields=["products"], name="likely_products")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.products}"


class LeftOut(models.Model):
    """A product that is never told of as bought together or next: postage, fees, what is not sold any more."""

    id = models.BigAutoField(primary_key=True)
    product = models.OneToOneField("commerce.Product", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_default=CurrentMember(), related_name="+", db_index=False
    )  # fmt: skip
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.product_id)
