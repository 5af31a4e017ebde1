from django.db import models


class RejectedRow(models.Model):
    """A row that could not be taken, or not with all its values, kept as it stood in the file until mended or given up."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        MENDED = "mended"
        DISCARDED = "discarded"

    run = models.ForeignKey("intake.Import", on_delete=models.CASCADE, related_name="rejected", db_index=False)
    number = models.BigIntegerField()  # row number as a person counts in the file
    cells = models.JSONField()
    problems = models.JSONField()  # [{column, code, params}]: words are made when shown, in the reader's language
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    record_id = models.BigIntegerField(null=True)  # what the row went into, when only values of it are open
    mended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="rejected_once")]
