from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.dashboards.models.dashboard import Dashboard

MEMBER = settings.AUTH_USER_MODEL


class Schedule(models.Model):
    """A dashboard that is sent by mail: how often, at which hour in the receiver's own zone, and to whom."""

    class Every(models.TextChoices):
        """How often."""

        DAY = "day", _("Every day")
        WORKDAY = "workday", _("Monday to Friday")
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")

    id = models.BigAutoField(primary_key=True)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(MEMBER, on_delete=models.CASCADE, related_name="+", db_index=False)  # who set it up
    every = models.CharField(max_length=8, choices=Every)
    weekday = models.PositiveSmallIntegerField(default=1)  # 1 is Monday; of "week"
    day = models.PositiveSmallIntegerField(default=1)  # of "month": the last day where the month is shorter
    hour = models.PositiveSmallIntegerField(default=8)
    members: Any = ArrayField(models.BigIntegerField())
    origin = models.CharField(max_length=200)  # where this installation answers, for the links
    since = models.DateTimeField()  # what was due before is not sent
    deleted_at = models.DateTimeField(null=True)  # removed, it can come back

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schedule_times",
                condition=models.Q(weekday__range=(1, 7), day__range=(1, 31), hour__range=(0, 23)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.every} {self.hour}"

    @property
    def weekday_name(self) -> str | Promise:
        """The day of the week in words."""
        return WEEKDAYS[self.weekday - 1]


class Stop(models.Model):
    """A receiver wants no more of it."""

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(MEMBER, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "member"], name="stop_once")]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.member_id}"


class Sending(models.Model):
    """One mail to one receiver at one moment: at most one, whatever happens on the way."""

    class State(models.TextChoices):
        """How far it is. Unsure is one whose sending was cut off: only a person decides whether it goes again."""

        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Being sent")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Failed")
        UNSURE = "unsure", pgettext_lazy("mail", "Cut off while it was sent")
        DROPPED = "dropped", pgettext_lazy("mail", "Not needed any more")

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(MEMBER, on_delete=models.CASCADE, related_name="+", db_index=False)
    due = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_default="waiting")
    error = models.CharField(max_length=300, blank=True, default="", db_default="")  # in words
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "member", "due"], name="sending_once")]
        indexes = [
            models.Index(fields=["id"], name="sending_open", condition=models.Q(state__in=["waiting", "sending"])),
            models.Index(fields=["member", "-id"], name="sending_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.member_id} {self.due}"
