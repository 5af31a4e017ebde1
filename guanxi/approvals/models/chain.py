from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """Which documents somebody has to agree to. One of the conditions that are given has to hold; without any all do."""

    document = models.CharField(max_length=20)  # what `approvals.documents` knows
    place = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True, db_default=True)
    departments = ArrayField(models.BigIntegerField(), default=list, blank=True)  # with those below; empty: all
    over_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # in the company's own currency
    over_discount = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    days = models.PositiveSmallIntegerField(default=1, db_default=1)  # until a step is due

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return f"{self.document} {self.place}"


class Way(models.TextChoices):
    """Who is asked, as seen from the document's owner."""

    MANAGER = "manager", _("the owner’s manager")
    ABOVE = "above", _("the manager’s manager")
    ROLE = "role", _("a role in the owner’s department or the nearest one above")
    MEMBER = "member", _("one colleague")


class Step(models.Model):
    """One of those who are asked, one after the other."""

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=Way)
    role = models.ForeignKey("staff.Role", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.way}"


class Deputy(models.Model):
    """Who decides for a member from a day to a day, both included."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["deputy", "until_on"], name="deputy_of_deputy"),
            models.Index(fields=["member", "until_on"], name="deputy_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.deputy_id}"
