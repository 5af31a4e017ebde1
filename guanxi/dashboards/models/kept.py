from typing import Any

from django.conf import settings
from django.db import models


class Kept(models.Model):
    """What a question was answered for a member, to be shown at once the next time.

    `key` names the question and whose records counted: with other rights it is another one. `stamp` names the days it was asked
    for and the files that answered: where these are others now, the answer is shown with its time until it is replaced.
    """

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64)
    as_of = models.DateTimeField()  # when the warehouse that answered was filled
    at = models.DateTimeField()
    told: Any = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="kept_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.key[:8]}"
