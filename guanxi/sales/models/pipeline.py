from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Words of what comes with the product, by key: in the reader's language until the company writes its own.
BUILT_IN: dict[str, str | Promise] = {
    "default": pgettext_lazy("pipeline", "Sales"),
    "prospecting": pgettext_lazy("stage", "Prospecting"),
    "engaging": pgettext_lazy("stage", "Engaging"),
    "proposal": pgettext_lazy("stage", "Proposal"),
    "negotiation": pgettext_lazy("stage", "Negotiation"),
    "won": pgettext_lazy("stage", "Won"),
    "lost": pgettext_lazy("stage", "Lost"),
}


def label_of(key: str, name: str) -> str | Promise:
    """The words for a pipeline or stage: the company's own, else those that came with it."""
    return name or BUILT_IN.get(key, key)


class Pipeline(models.Model):
    """A way of selling, in stages. The key never changes: opportunities, files and programs name it."""

    key = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True, db_default=True)
    is_default = models.BooleanField(default=False, db_default=False)

    stages: Any

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], name="pipeline_default", condition=models.Q(is_default=True))
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str | Promise:
        """Its words."""
        return label_of(self.key, self.name)


class Stage(models.Model):
    """How far an opportunity is. `required` are fields that it must have to get here."""

    class Kind(models.TextChoices):
        """Whether it goes on."""

        OPEN = "open", pgettext_lazy("opportunity", "Open")
        WON = "won", pgettext_lazy("opportunity", "Won")
        LOST = "lost", pgettext_lazy("opportunity", "Lost")

    key = models.CharField(max_length=24, primary_key=True)
    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.OPEN, db_default="open")
    probability = models.PositiveSmallIntegerField(default=0, db_default=0)  # percent
    ageing_days = models.PositiveSmallIntegerField(null=True)  # longer than this here, it has aged
    required = ArrayField(models.CharField(max_length=24), default=list, blank=True)

    class Meta:
        ordering = ["place", "key"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline"], name="stage_won", condition=models.Q(kind="won")),
            models.UniqueConstraint(fields=["pipeline", "kind"], name="stage_lost", condition=models.Q(kind="lost")),
            models.CheckConstraint(name="stage_probability", condition=models.Q(probability__lte=100)),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str | Promise:
        """Its words."""
        return label_of(self.key, self.name)


# Fields that a stage can require, in the order in which they are asked.
REQUIRABLE: tuple[tuple[str, str | Promise], ...] = (
    ("contact", _("Contact")),
    ("amount", _("Amount")),
    ("expected_on", _("Expected close")),
    ("probability", _("Probability")),
    ("source", _("Source")),
    ("next_step", _("Next step")),
    ("lines", _("Products")),
    ("money", _("Money, at least in part")),
    ("money_yes", _("Money, confirmed")),
    ("authority", _("Authority, at least in part")),
    ("authority_yes", _("Authority, confirmed")),
    ("need", _("Need, at least in part")),
    ("need_yes", _("Need, confirmed")),
)
