"""The company, read."""

import time
from functools import lru_cache

from guanxi.staff.models import Company

KEPT = 5.0  # seconds; every request asks for the zone


def company_zone() -> str:
    """The company's time zone; a change by another process holds here within five seconds."""
    return _zone(int(time.monotonic() / KEPT))


@lru_cache(maxsize=1)
def _zone(_since: int) -> str:
    found: str | None = Company.objects.filter(pk=1).values_list("time_zone", flat=True).first()
    return found or Company().time_zone


def forget_zone() -> None:
    """Read the zone again: it was changed here."""
    _zone.cache_clear()


def company() -> Company:
    """The company; with the product's defaults while none was made (before the first run)."""
    return Company.objects.filter(pk=1).first() or Company(pk=1, name="")
