from django.conf import settings
from django.db import models

from guanxi.core.rows import Row


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

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_at"], name="task_open", condition=models.Q(done_at=None, deleted_at=None)
            ),
            models.Index(fields=["due_at", "id"], name="task_by_due", condition=models.Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="task_by_created", condition=models.Q(deleted_at=None)),
            models.Index(fields=["customer", "due_at"], name="task_of_customer"),
        ]

    def __str__(self) -> str:
        return self.title
