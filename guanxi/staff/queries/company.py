"""The company, read."""

import time

from guanxi.staff.models import Company

FRESH = 3600.0  # seconds for which a process trusts what it read about the company
_zone: tuple[float, str] = (-FRESH, "")


def company_zone() -> str:
    """The company's time zone, read at most once an hour per process, and after a change in this one."""
    global _zone  # noqa: PLW0603 - one value per process, and this is its only writer
    if time.monotonic() - _zone[0] <= FRESH:
        return _zone[1]
    ours = company()
    if ours.name:  # before the first run nothing is worth remembering
        _zone = (time.monotonic(), ours.time_zone)
    return ours.time_zone


def company() -> Company:
    """The company; with the product's defaults while none was made (before the first run)."""
    return Company.objects.filter(pk=1).first() or Company(pk=1, name="")


def forget_zone() -> None:
    """The company was changed: read it again."""
    global _zone  # noqa: PLW0603 - as above
    _zone = (-FRESH, "")
