"""When a mail is due: at an hour of the receiver's own clock, every day, working day, week or month. No I/O.

An hour that a clock skips in spring is due when the skipped hour would have begun; one that comes twice in autumn is due the
first time. The 31st is the last day of a shorter month.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
FARTHEST = 63  # days between two in any zone and any rhythm, and one to spare


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: `every` is "day", "workday", "week" (on `weekday`, 1 is Monday) or "month" (on `day`)."""

    every: str
    hour: int
    weekday: int = 1
    day: int = 1

    def fits(self, day: date) -> bool:
        """Whether something is due on this day."""
        if self.every == "workday":
            return day.isoweekday() <= 5
        if self.every == "week":
            return day.isoweekday() == self.weekday
        if self.every == "month":
            return day.day == min(self.day, monthrange(day.year, day.month)[1])
        return True


def moment(rhythm: Rhythm, day: date, zone: ZoneInfo) -> datetime:
    """The moment of a day, in UTC."""
    return datetime.combine(day, time(rhythm.hour), zone).astimezone(UTC)


def latest_due(rhythm: Rhythm, zone: ZoneInfo, at: datetime) -> datetime:
    """The latest moment that is not after `at`."""
    day = at.astimezone(zone).date() + DAY
    return next(one for one in _moments(rhythm, day, -DAY, zone) if one <= at)


def next_due(rhythm: Rhythm, zone: ZoneInfo, at: datetime) -> datetime:
    """The first moment after `at`."""
    day = at.astimezone(zone).date() - DAY
    return next(one for one in _moments(rhythm, day, DAY, zone) if one > at)


def _moments(rhythm: Rhythm, first: date, step: timedelta, zone: ZoneInfo) -> list[datetime]:
    days = (first + step * number for number in range(FARTHEST + 3))
    return [moment(rhythm, day, zone) for day in days if rhythm.fits(day)]
