from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from guanxi.core.rows import CurrentMember
from guanxi.dashboards.offered import BY_KEY


class Dashboard(models.Model):
    """A named, ordered set of cards. `roles` see it too, and those of `home_of` begin with it; a removed one can come back for a while.

    Without a name it is called after the template it was made from, in the reader's language.
    """

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_default=CurrentMember(), related_name="+", db_index=False
    )
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    template = models.CharField(max_length=16, blank=True, default="", db_default="")
    period = models.CharField(max_length=12, default="own", db_default="own")  # "own": as each card says
    roles: Any = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    home_of: Any = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dashboard_home_given", condition=models.Q(roles__contains=models.F("home_of")))
        ]
        indexes = [models.Index(fields=["member", "id"], name="dashboard_of_member")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        if self.name:
            return self.name
        found = BY_KEY.get(self.template)
        return found.label if found else _("My dashboard")


class Tile(models.Model):
    """A card of a dashboard: a question of the explorer, as its address has it, and how its answer is shown."""

    class Form(models.TextChoices):
        """How an answer is shown."""

        FIGURE = "figure", pgettext_lazy("card", "Figure")
        CHART = "chart", pgettext_lazy("card", "Chart")
        TABLE = "table", pgettext_lazy("card", "Table")

    class Width(models.TextChoices):
        """How much of a row it takes."""

        QUARTER = "quarter", pgettext_lazy("card", "Quarter")
        HALF = "half", pgettext_lazy("card", "Half")
        WHOLE = "whole", pgettext_lazy("card", "Whole")

    id = models.BigAutoField(primary_key=True)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles", db_index=False)
    place = models.IntegerField()
    name = models.CharField(max_length=80, blank=True, default="", db_default="")  # else what it asks
    asked: Any = models.JSONField()
    form = models.CharField(max_length=6, choices=Form, default=Form.FIGURE)
    width = models.CharField(max_length=7, choices=Width, default=Width.HALF)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["dashboard", "place", "id"], name="tile_of_dashboard")]

    def __str__(self) -> str:
        return self.name or str(self.asked)
