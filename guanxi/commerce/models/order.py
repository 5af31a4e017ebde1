from decimal import Decimal

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import Row


class Order(Row):
    """A purchase, or the cancellation of one (negative), of a customer or of nobody known."""

    class Status(models.TextChoices):
        """What became of it."""

        PLACED = "placed", _("Placed")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=60)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ordered_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLACED, db_default="placed")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=0, db_default=0)
    # what lists sort and filter by: see `core.kinds.Field.minor`
    total_minor = models.GeneratedField(
        expression=Cast(models.F("total") * 100, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    line_count = models.IntegerField(default=0, db_default=0)
    country = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-ordered_at", "-id"], name="order_of_customer"),
            models.Index(fields=["-ordered_at", "-id"], name="order_by_date", condition=models.Q(deleted_at=None)),
            models.Index(
                fields=["currency", "total_minor", "id"], name="order_by_total", condition=models.Q(deleted_at=None)
            ),
            models.Index(fields=["import_id"], name="order_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="order_number", condition=models.Q(deleted_at=None))
        ]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """One product on an order; a negative quantity is a return."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey("commerce.Order", on_delete=models.CASCADE, related_name="lines", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    product = models.ForeignKey(
        "commerce.Product", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    position = models.IntegerField()
    description = models.CharField(max_length=300, blank=True, default="", db_default="")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price = models.DecimalField(max_digits=18, decimal_places=4)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["product"], name="line_of_product"),
            models.Index(
                fields=["customer", "product", "-id"],
                name="line_of_customer",
                condition=models.Q(customer__isnull=False),
            ),
            models.Index(fields=["import_id"], name="line_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="line_position")]

    @property
    def amount(self) -> Decimal:
        """Quantity times unit price."""
        return self.quantity * self.price
