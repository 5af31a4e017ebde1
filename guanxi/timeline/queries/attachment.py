"""Where attachments lie, and the one an actor may open."""

import logging
from pathlib import Path

from django.conf import settings

from guanxi.timeline.models import Attachment

log = logging.getLogger("guanxi.timeline")


class ContentMissing(Exception):
    """The attachment is known, but its file is not on the disk (a restore without var/files, a failed disk)."""


def content_folder() -> Path:
    """The folder of all contents; not served by any web server."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def content_path(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return content_folder() / sha256[:2] / sha256


def attachment(attachment_id: int) -> Attachment:
    """The attachment, for whoever sees its entry; raises `Attachment.DoesNotExist`."""
    return Attachment.objects.get(pk=attachment_id)


def content_of(one: Attachment) -> Path:
    """The path of its content; raises `ContentMissing` and says so in the log."""
    path = content_path(one.sha256)
    if not path.is_file() or path.stat().st_size != one.size:
        log.error("content of attachment %s is missing: %s", one.pk, path)
        raise ContentMissing(one.pk)
    return path
