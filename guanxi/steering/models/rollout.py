from typing import Any

from django.conf import settings
from django.db import models

MEMBER = settings.AUTH_USER_MODEL


class Phase(models.Model):
    """A part of bringing the system into use: from a day to a day, with aims."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    begins = models.DateField()
    ends = models.DateField()
    made_by = models.ForeignKey(MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="phase_forward", condition=models.Q(ends__gte=models.F("begins"))),
        ]

    def __str__(self) -> str:
        return self.name


class Aim(models.Model):
    """What a measure of use or of data is to reach by the end of a phase: in a department with those below, or (none) the company.

    `reached` is the last figure that was counted while the phase ran; it stays as it was when the phase ends.
    """

    id = models.BigAutoField(primary_key=True)
    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="aims", db_index=False)
    measure = models.CharField(max_length=16)
    department = models.ForeignKey(
        "staff.Department", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    target = models.DecimalField(max_digits=6, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phase", "measure", "department"], name="aim_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.target}"


class Reached(models.Model):
    """What was counted for an aim; None where there was nothing to count."""

    aim = models.OneToOneField(Aim, on_delete=models.CASCADE, primary_key=True, related_name="reached")
    figure = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.figure}"


class Usage(models.Model):
    """How often a member wrote something of an area on a day of the company. Counted by the system alone."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(MEMBER, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    area = models.CharField(max_length=12)
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "member", "area"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day} {self.area}: {self.number}"


class Quality(models.Model):
    """What is known of the customers of an owner (None: of nobody) on a day. Counted by the system alone.

    How many there are, of how many it was looked up, the sum of their completeness, and by gap how many have it.
    """

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(MEMBER, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    customers = models.IntegerField()
    looked = models.IntegerField()
    complete = models.BigIntegerField()
    gaps: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "owner"], name="quality_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.day}"
