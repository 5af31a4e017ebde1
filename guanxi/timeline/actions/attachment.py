"""Files of entries: stored under the hash of their content, outside the web root, each content once."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.timeline.content import HEAD, sniff
from guanxi.timeline.models import Attachment, Entry
from guanxi.timeline.queries.attachment import content_folder, content_path
from guanxi.timeline.rules import MOST_FILES, TOTAL_LIMIT_TIMES, clean_name

ORPHAN_AFTER = timedelta(days=1)


class TooLarge(Refused):
    """One file or all together are larger than the installation allows."""

    code = "too_large"


@dataclass(frozen=True, slots=True)
class Content:
    """What was stored: hash, size in bytes, sniffed type."""

    sha256: str
    size: int
    type: str


def check_files(files: Sequence[UploadedFile]) -> None:
    """Raise `Refused` for too many, too large or empty files; cheap, before anything is written."""
    limit = settings.ATTACHMENT_LIMIT
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(count)d files go with one entry.") % {"count": MOST_FILES}, field="files")
    for one in files:
        if (one.size or 0) > limit:
            raise TooLarge(
                _("“%(name)s” is larger than %(limit)s.")
                % {"name": clean_name(one.name or ""), "limit": filesizeformat(limit)},
                field="files",
            )
        if not one.size:
            raise Refused(_("“%(name)s” is empty.") % {"name": clean_name(one.name or "")}, field="files")
    total = TOTAL_LIMIT_TIMES * limit
    if sum(one.size or 0 for one in files) > total:
        raise TooLarge(
            _("All files together are larger than %(limit)s.") % {"limit": filesizeformat(total)}, field="files"
        )


def attach(entry: Entry, files: Sequence[UploadedFile], *, actor: Actor, at: datetime) -> list[Attachment]:
    """Store the files and hang them on the entry. Contents without an entry (rolled back) go with the housekeeping."""
    check_files(files)
    made = []
    for one in files:
        content = _store(one)
        made.append(
            Attachment(
                entry=entry,
                customer_id=entry.customer_id,
                name=clean_name(one.name or ""),
                type=content.type,
                size=content.size,
                sha256=content.sha256,
                created_at=at,
                created_by_id=actor.member_id,
            )
        )
    return Attachment.objects.bulk_create(made)


def _store(upload: UploadedFile) -> Content:
    """Write the content to disk for good (fsync) before the database says that it is there."""
    folder = content_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size, head = hashlib.sha256(), 0, b""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as target:
        fresh = Path(target.name)
        try:
            for chunk in upload.chunks():
                head = head or chunk[:HEAD]
                size += len(chunk)
                if size > settings.ATTACHMENT_LIMIT:  # whatever the sender said the size was
                    raise TooLarge(_("The file is larger than allowed."), field="files")
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            path = content_path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True, mode=0o700)
            fresh.rename(
                path
            )  # the same content again: replaced by itself, with a new time, so that no cleaning takes it
        finally:
            fresh.unlink(missing_ok=True)
    _settle(path.parent)
    return Content(sha256=digest.hexdigest(), size=size, type=sniff(head))


def _settle(folder: Path) -> None:
    """Have the directory entry survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_orphans(*, at: datetime) -> int:
    """Delete contents that no attachment names and that are older than a day; answers how many. Needs the system actor."""
    before = (at - ORPHAN_AFTER).timestamp()
    old = [path for path in content_folder().rglob("*") if path.is_file() and path.stat().st_mtime < before]
    names = [path.name for path in old]
    used = set(Attachment.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    gone = [path for path in old if path.name not in used]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
