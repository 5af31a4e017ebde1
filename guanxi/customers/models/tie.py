from django.db import models
from django.utils.translation import pgettext_lazy

from guanxi.core.rows import Made


class Tie(Made):
    """One customer leads to another: `giver` brought `taker`, or supplies him. Seen by whoever sees both."""

    class Kind(models.TextChoices):
        """How the first leads to the second."""

        BROUGHT = "brought", pgettext_lazy("tie", "Brought")
        SUPPLIES = "supplies", pgettext_lazy("tie", "Supplies")

    id = models.BigAutoField(primary_key=True)
    giver = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    since = models.DateField(null=True)
    import_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["taker", "id"], name="tie_of_taker"),
            models.Index(fields=["import_id"], name="tie_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["giver", "taker", "kind"], name="tie_once"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="tie_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.kind} {self.taker_id}"
