"""The company, read."""

import time
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from guanxi.staff.models import Company

KEPT = 5.0  # seconds; every request asks


def company_customs() -> Company:
    """Time zone, phone region and the like, for reading; a change by another process holds here within five seconds."""
    return _company(int(time.monotonic() / KEPT))


@lru_cache(maxsize=1)
def _company(_since: int) -> Company:
    return company()


def forget_customs() -> None:
    """Read them again: they were changed here."""
    _company.cache_clear()


def company() -> Company:
    """The company; with the product's defaults while none was made (before the first run)."""
    return Company.objects.filter(pk=1).first() or Company(pk=1, name="")


def company_zone() -> ZoneInfo:
    """The zone in which the company's days begin."""
    return ZoneInfo(company_customs().time_zone)


def today_of(at: datetime) -> date:
    """The company's day at a moment, whoever looks from where."""
    return at.astimezone(company_zone()).date()
