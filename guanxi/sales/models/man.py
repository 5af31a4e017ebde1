from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from guanxi.sales.models.opportunity import Opportunity


class Level(models.TextChoices):
    """How far money, authority or need is there; nothing is said where it is not known."""

    NO = "no", pgettext_lazy("man", "Not there")
    PARTLY = "partly", pgettext_lazy("man", "In part")
    YES = "yes", pgettext_lazy("man", "Confirmed")


class Subject(models.TextChoices):
    """What makes somebody able to buy: the three of MAN."""

    MONEY = "money", pgettext_lazy("man", "Money")
    AUTHORITY = "authority", pgettext_lazy("man", "Authority")
    NEED = "need", pgettext_lazy("man", "Need")


class Judgement(models.Model):
    """What a member held money, authority or need of an opportunity to be, and by what evidence. Never changed.

    The latest stands in the column of the opportunity that is called like the subject, where lists find it.
    """

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="judgements", db_index=False)
    subject = models.CharField(max_length=9, choices=Subject)
    level = models.CharField(max_length=6, choices=Level, blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["opportunity", "-id"], name="judgement_of_opportunity")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.level}"
