from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class Farewell(models.Model):
    """The mail that tells one customer of one hand-over who looks after him now: at most one, whatever happens on the way."""

    class State(models.TextChoices):
        """How far it is. Unsure is one whose sending was cut off: only a person decides whether it goes again."""

        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Being sent")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Failed")
        UNSURE = "unsure", pgettext_lazy("mail", "Cut off while it was sent")
        NONE = "none", pgettext_lazy("mail", "No mail address")
        DROPPED = "dropped", pgettext_lazy("mail", "Not needed any more")

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey("staff.HandOver", on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=254, blank=True, default="", db_default="")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_default="waiting")
    error = models.CharField(max_length=300, blank=True, default="", db_default="")  # what the mail server said
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["handover", "state", "id"], name="farewell_of_handover"),
            models.Index(fields=["customer"], name="farewell_of_customer"),
            models.Index(fields=["contact"], name="farewell_of_contact", condition=models.Q(contact__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["handover", "customer"], name="farewell_once")]
