from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Watch(models.Model):
    """A member who lately opened a board, with whose opportunities he saw then: whom the database tells of moves."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    sees_all = models.BooleanField()
    owners = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="watch_by_time")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.at}"
