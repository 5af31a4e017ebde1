from typing import Any

from django.db import models

FORMAT = 2  # of what is kept of a model: raised when that changes; by those of another one nothing is told any more


class Question(models.TextChoices):
    """What chances are learnt about."""

    LEAD = "lead"
    LEAVING = "leaving"
    LINE = "line"


class Lesson(models.Model):
    """What was learnt at a time about one question: the model, its card, or the code of why there is none.

    The one that `is_used` is the champion: what chances are told by. `until` is up to when outcomes were known; `duel` how it stood against
    the one that was used before.
    """

    id = models.BigAutoField(primary_key=True)
    question = models.CharField(max_length=12, choices=Question)
    at = models.DateTimeField()
    until = models.DateTimeField()
    is_used = models.BooleanField(default=False, db_default=False)
    refused = models.CharField(max_length=24, default="", db_default="")
    learnt: Any = models.JSONField(default=dict)
    card: Any = models.JSONField(default=dict)
    duel: Any = models.JSONField(null=True)
    drift: Any = models.JSONField(
        default=dict
    )  # of each fact against what was learnt from, by those who are told of now

    class Meta:
        indexes = [models.Index(fields=["question", "-at"], name="lesson_latest")]
        constraints = [
            models.UniqueConstraint(fields=["question"], name="lesson_used", condition=models.Q(is_used=True)),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.at:%Y-%m-%d}"
