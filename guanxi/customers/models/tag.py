from django.db import models


class Tag(models.Model):
    """A word that customers are tagged with, kept so that it can be offered again; customers carry the words themselves."""

    name = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
