"""What holds for what was written without a connection."""

from datetime import datetime, timedelta

CLOCKS_APART = timedelta(minutes=5)
OLDEST = timedelta(days=30)
LATEST_SYNC = 600  # seconds after which a queue is tried again while a page is open


def time_is_plausible(written_at: datetime, now: datetime) -> bool:
    """Whether a device's clock may be believed: not ahead of ours, and not older than a device keeps things unsent."""
    return now - OLDEST <= written_at <= now + CLOCKS_APART
