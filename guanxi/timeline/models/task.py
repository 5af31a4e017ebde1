from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from guanxi.core.actor import Actor
from guanxi.core.rows import Row, Rows
from guanxi.core.visibility import literal_condition


class Tasks(Rows):
    """Tasks narrowed to what is visible: the data scope, and also what the actor gave to others."""

    def visible_to(self, actor: Actor) -> Self:
        """The policy's condition with literal values."""
        condition = literal_condition(self.model, actor)
        return self.filter(condition | models.Q(created_by=actor.member_id)) if condition else self


class Task(Row):
    """Something a member is to do by a time, usually for a customer."""

    title = models.CharField(max_length=300)
    note = models.TextField(blank=True, default="", db_default="")
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects: ClassVar[Any] = Tasks.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_at"], name="task_open", condition=models.Q(done_at=None, deleted_at=None)
            ),
            models.Index(
                fields=["owner", "done_at"],
                name="task_done",
                condition=models.Q(done_at__isnull=False, deleted_at=None),
            ),
            models.Index(fields=["created_by", "-id"], name="task_by_giver", condition=models.Q(deleted_at=None)),
            models.Index(fields=["due_at", "id"], name="task_by_due", condition=models.Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="task_by_created", condition=models.Q(deleted_at=None)),
            models.Index(fields=["customer", "due_at"], name="task_of_customer"),
        ]

    def __str__(self) -> str:
        return self.title
