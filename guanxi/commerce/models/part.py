from django.db import models


class Part(models.Model):
    """A product that is in a bundle, and how many of it are in one."""

    id = models.BigAutoField(primary_key=True)
    bundle = models.ForeignKey("commerce.Product", on_delete=models.CASCADE, related_name="parts", db_index=False)
    product = models.ForeignKey("commerce.Product", on_delete=models.PROTECT, related_name="in_bundles")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "product"], name="part_once"),
            models.CheckConstraint(name="part_quantity", condition=models.Q(quantity__gt=0)),
            models.CheckConstraint(name="part_not_itself", condition=~models.Q(bundle=models.F("product"))),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
