"""How much a request may bring along as files: decided by what it says its length is, before a byte of it is on the disk.

Django reads no further than the length that was said, and nothing of a body whose length was not said (chunked).
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

FORM = 1024 * 1024  # bytes of the other fields, and of the seams between parts


class UploadTooLarge(RequestDataTooBig):
    """More than this address takes; `sentence` says how much that is."""

    def __init__(self, limit: int) -> None:
        self.sentence = _("At most %(limit)s can be sent here at once.") % {"limit": filesizeformat(limit)}
        super().__init__(self.sentence)


class LengthFirst(FileUploadHandler):
    """Stands in front of the handlers that keep files."""

    def handle_raw_input(self, *given: Any, **_more: Any) -> None:
        """Raise `UploadTooLarge`; it becomes a 413."""
        content_length: int = given[2]  # (body, headers, length, boundary, …)
        limit = limit_of(self.request) if self.request else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > limit + FORM:
            raise UploadTooLarge(limit)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has it."""


def limit_of(request: HttpRequest) -> int:
    """Bytes that files sent to this address may have; few for everybody who is not signed in."""
    if request.session.get("_auth_user_id"):
        for start, limit in settings.UPLOADS.items():
            if request.path_info.startswith(start):
                return int(limit)
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
