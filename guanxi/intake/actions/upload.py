"""Taking a file in."""

from collections.abc import Iterable
from datetime import datetime

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.intake import sources, storage
from guanxi.intake.models import Upload
from guanxi.intake.values import Unreadable, describe


def take_upload(name: str, chunks: Iterable[bytes], *, actor: Actor, at: datetime) -> Upload:
    """Store a file and note what it is. Raises `Refused` for one that is no table, cards or mails."""
    actor.require("create", "import")
    digest, size = storage.store(name, chunks)
    upload = Upload(member_id=actor.member_id, name=name[-255:], size=size, sha256=digest, created_at=at)
    try:
        upload.format = sources.format_of(storage.path_of(upload))
    except Unreadable as problem:
        raise Refused(describe(problem), field="file", code=problem.problem.code) from None
    upload.save()
    return upload
