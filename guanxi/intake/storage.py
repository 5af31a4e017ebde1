"""Where uploaded files lie: under the hash of their content, outside the web root."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guanxi.core.refused import Refused
from guanxi.intake.models import Upload


def folder() -> Path:
    """The folder of import files, made on first use."""
    made = Path(settings.MEDIA_ROOT) / "imports"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def path_of(upload: Upload) -> Path:
    """The stored file; its name ends as the sender's did, since readers compare name and content."""
    return folder() / upload.sha256[:2] / f"{upload.sha256}{_ending(upload.name)}"


def store(name: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write the chunks of a file to disk; answers hash and size. Raises `Refused` over the limit of one upload."""
    digest, size = hashlib.sha256(), 0
    descriptor, temporary = tempfile.mkstemp(dir=folder())
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.UPLOAD_LIMIT:
                    limit = settings.UPLOAD_LIMIT // 1_000_000
                    raise Refused(_("The file is larger than %s MB.") % limit, field="file", code="file_too_large")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        final = folder() / digest.hexdigest()[:2] / f"{digest.hexdigest()}{_ending(name)}"
        final.parent.mkdir(exist_ok=True, mode=0o700)
        Path(temporary).replace(final)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest(), size


def _ending(name: str) -> str:
    """The extension, as far as it is one: letters and figures, at most ten."""
    ending = Path(name).suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) <= 10 else ""
