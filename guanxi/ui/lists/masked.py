"""What somebody reads of a value that his roles show only in part."""

from guanxi.core.kinds import Type

STARS = "***"


def masked(kind: Type, value: object) -> str:
    """A little of a phone number or mail address, the first character of a text, nothing of the rest; "" stays ""."""
    text = "" if value is None else str(value)
    if not text:
        return ""
    if kind == Type.PHONE:
        shown = min(6 if text.startswith("+86") else 3, max(len(text) - 8, 0))
        return text[:shown] + STARS + (text[-4:] if len(text) > 7 else "")
    if kind == Type.MAIL:
        name, mark, domain = text.rpartition("@")
        return f"{name[:1]}{STARS}{mark}{domain}" if mark else STARS
    if kind in (Type.TEXT, Type.LONGTEXT, Type.URL):
        return text[:1] + STARS
    return STARS
