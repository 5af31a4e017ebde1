from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import CurrentMember


class Answer(models.Model):
    """What a member said to a proposed next step: taken (then it made a task), or put aside with a reason.

    `key` is what the step was about (a quote, a product …): answered, it is not proposed again for a while. Undoing takes the row away.
    """

    class Reason(models.TextChoices):
        """Why a step was put aside."""

        DONE = "done", _("Already done")
        WRONG = "wrong", _("Does not fit this customer")
        LATER = "later", _("Not now")

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    accepted = models.BooleanField()
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="", db_default="")
    expected = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    task = models.ForeignKey("timeline.Task", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_default=CurrentMember(), related_name="+", db_index=False
    )  # fmt: skip
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-at"], name="answer_of_customer"),
            models.Index(fields=["-at"], name="answer_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.accepted}"
