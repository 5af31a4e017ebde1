from django.conf import settings
from django.db import models

from guanxi.sales.models.opportunity import Opportunity


class Share(models.Model):
    """What part of an opportunity is credited to a member. Without any it is all its owner's; else they add up to 100.

    The database holds that sum at the end of every transaction (sql/keyaccount.sql).
    """

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="shares", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    percent = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "id"], name="share_of_opportunity"),
            models.Index(fields=["member", "id"], name="share_of_member"),
        ]
        constraints = [models.CheckConstraint(name="share_percent", condition=models.Q(percent__range=(1, 100)))]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.percent}"
