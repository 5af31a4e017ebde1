from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file going in: how it is read, what fills what, what happened, and how to undo it."""

    class State(models.TextChoices):
        """How far the wizard or the job is."""

        MAPPING = "mapping", _("Being prepared")
        CHECKING = "checking", _("Dry run")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Importing")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Stopped by an error")
        CANCELLED = "cancelled", _("Cancelled")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    upload = models.ForeignKey("intake.Upload", on_delete=models.PROTECT, related_name="imports")
    target = models.CharField(max_length=40)
    reading = models.JSONField(default=dict)  # encoding, delimiter, quote, header row, sheet
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    work = models.ForeignKey("core.Work", on_delete=models.SET_NULL, null=True, related_name="+")
    total = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)  # created, updated, unchanged, skipped, rejected
    check_result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="import_of_member")]
