from django.db import models


class Department(models.Model):
    """A department; the tree is numbered in preorder by the database, so that "and below" is one range."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    number = models.IntegerField(default=0, editable=False)
    last = models.IntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="staff_department_name", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name
