from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from guanxi.core.rows import CurrentMember


class Work(models.Model):
    """Work whose size a user decides: shown with progress, can be cancelled, resumes where its last chunk committed.

    Each chunk is one transaction that does its part and moves `cursor` and `done` with it: after a crash nothing is
    done twice and nothing left out.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=40)  # names the function that does a chunk: see core.work
    title = models.CharField(max_length=300)  # gettext msgid with {placeholders} from title_params
    title_params = models.JSONField(default=dict)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        db_default=CurrentMember(),
        related_name="+",
        db_index=False,
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    cancel_asked = models.BooleanField(default=False)
    total = models.BigIntegerField(null=True)
    done = models.BigIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id"], name="work_of_member"),
            models.Index(fields=["state", "id"], name="work_by_state"),
        ]
