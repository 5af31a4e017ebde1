"""The company, read."""

import time

from guanxi.staff.models import Company

FRESH = 60.0  # seconds for which a process trusts what it read about the company
_zone: tuple[float, str] = (-FRESH, "")


def company_zone() -> str:
    """The company's time zone, read at most once a minute."""
    global _zone  # noqa: PLW0603 - one value per process, and this is its only writer
    if time.monotonic() - _zone[0] > FRESH:
        _zone = (time.monotonic(), company().time_zone)
    return _zone[1]


def company() -> Company:
    """The company; with the product's defaults while none was made (before the first run)."""
    return Company.objects.filter(pk=1).first() or Company(pk=1, name="")
