"""What a file really is: decided by its first bytes, never by its name or by what the sender says."""

import re

import puremagic

HEAD = 8192  # bytes looked at
UNKNOWN = "application/octet-stream"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|iframe|img|a|div|style|\?xml|meta|link|table)\b|<!--", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: bytes) -> str:
    """The type of a file by its first bytes; "application/octet-stream" for what is not recognised.

    The types a browser may show must have their signature at the very first byte, so that nothing can hide in front.
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if _MARKUP.search(head[:1024]):
        return "image/svg+xml" if re.search(rb"<\s*svg\b", head[:HEAD], re.IGNORECASE) else "text/html"
    return _other(head)


def _other(head: bytes) -> str:
    if _is_text(head):
        return "text/plain"
    try:
        found = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    # what we did not recognise ourselves is never one of the types that are shown
    return (
        found if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", found) and not found.startswith(("image/", "text/")) else UNKNOWN
    )


def _is_text(head: bytes) -> bool:
    if not head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end within a character
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not _CONTROL.search(text)
    return False
