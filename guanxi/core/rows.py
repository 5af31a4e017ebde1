"""Model parts every table shares."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from guanxi.core.actor import Actor


class CurrentMember(models.Func):
    """The member who acts in this transaction, as the database knows it; empty for the system."""

    function = "guanxi_member"
    output_field = models.BigIntegerField()
    arity = 0


class Rows(models.QuerySet[Any]):
    """Rows narrowed to what is alive and visible. Row-level security holds without this; speed does not."""

    def alive(self) -> Self:
        """Without what lies in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def binned(self) -> Self:
        """Only what lies in the recycle bin."""
        return self.filter(deleted_at__isnull=False)

    def visible_to(self, actor: Actor) -> Self:
        """The policy's condition once more with literal values, so that the planner knows how many rows to expect."""
        from guanxi.core.visibility import literal_condition

        return self.filter(literal_condition(self.model, actor))


class Dated(models.Model):
    """When a row was written, by the database's clock."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Made(Dated):
    """When a row was written, and by whom."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_default=CurrentMember(),
        editable=False,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


class Row(Made):
    """A table of business records: who made it, when, through which import, and whether it is in the bin."""

    id = models.BigAutoField(primary_key=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    import_id = models.BigIntegerField(null=True, editable=False)

    objects = models.Manager.from_queryset(Rows)()

    class Meta:
        abstract = True
