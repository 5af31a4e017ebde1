from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.staff.catalogue import BUILT_IN, BY_NAME


class Scope(models.TextChoices):
    """Whose records a role shows, from narrow to wide."""

    OWN = "own", _("Own")
    TEAM = "team", _("Own and subordinates")
    DEPARTMENT = "department", _("Department")
    TREE = "tree", _("Department and below")
    ALL = "all", _("Everything")


class Role(models.Model):
    """A set of grants; a member may hold several, which add up."""

    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    # "kind.field" shown only in part; holds for a member only where all his roles mask it
    masked = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    built_in = models.CharField(max_length=40, blank=True, help_text="key of a role that came with the product")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str | Promise:
        """The name as shown: that of a built-in role in the reader's language."""
        return BUILT_IN[self.built_in][0] if self.built_in else self.name

    @property
    def sentence(self) -> str | Promise:
        """What the role is for."""
        return BUILT_IN[self.built_in][1] if self.built_in else self.description


class Grant(models.Model):
    """What a role may do with one kind of record, and whose records it shows."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.OWN)
    verbs = ArrayField(models.CharField(max_length=12), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "kind"], name="staff_grant_once")]

    def __str__(self) -> str:
        kind = BY_NAME.get(self.kind)
        return f"{self.role.label} – {kind.label if kind else self.kind}"
