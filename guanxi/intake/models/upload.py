from django.conf import settings
from django.db import models


class Upload(models.Model):
    """A file somebody sent in, stored under the hash of its content outside the web root."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10)  # csv, xlsx, xls, vcard, mail: sniffed from the content
    created_at = models.DateTimeField(auto_now_add=True)
