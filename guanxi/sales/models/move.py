from django.conf import settings
from django.db import models

from guanxi.sales.models.opportunity import Opportunity


class Move(models.Model):
    """One line of the stage log: from where to where, and how long it stood there. Never changed.

    `kept` is what the move replaced, so that it can be taken back; that is a move too, which `takes_back` this one.
    """

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="moves", db_index=False)
    from_stage = models.CharField(max_length=24, blank=True, default="", db_default="")
    to_stage = models.CharField(max_length=24)
    at = models.DateTimeField()
    seconds = models.BigIntegerField(null=True)  # in the stage it left
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kept = models.JSONField(default=dict)
    takes_back = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["opportunity", "-id"], name="move_of_opportunity")]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"
