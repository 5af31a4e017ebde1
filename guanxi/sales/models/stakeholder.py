from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.sales.models.opportunity import Opportunity


class Stakeholder(models.Model):
    """The part a contact plays in an opportunity, whether he is for it, and how well the seller says he knows him."""

    class Role(models.TextChoices):
        """What he does in this purchase."""

        DECIDES = "decides", _("Decides")
        INFLUENCES = "influences", _("Influences")
        USES = "uses", _("Uses")
        BLOCKS = "blocks", pgettext_lazy("stakeholder", "Blocks")

    class Stance(models.TextChoices):
        """Where he stands."""

        FOR = "for", pgettext_lazy("stakeholder", "For it")
        NEUTRAL = "neutral", pgettext_lazy("stakeholder", "Undecided")
        AGAINST = "against", pgettext_lazy("stakeholder", "Against it")

    class Strength(models.IntegerChoices):
        """How strong the relationship is; also counted from contacts (`queries.people.strength_of`)."""

        NONE = 0, pgettext_lazy("strength", "None")
        WEAK = 1, pgettext_lazy("strength", "Weak")
        FAIR = 2, pgettext_lazy("strength", "Fair")
        STRONG = 3, pgettext_lazy("strength", "Strong")

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stakeholders", db_index=False)
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=Role, blank=True, default="")
    stance = models.CharField(max_length=7, choices=Stance, blank=True, default="")
    mark = models.PositiveSmallIntegerField(choices=Strength, null=True)  # the seller's own, over the counted one
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["contact", "-at"], name="stakeholder_of_contact")]
        constraints = [models.UniqueConstraint(fields=["opportunity", "contact"], name="stakeholder_once")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.role}"
