"""The time, passed in from the edge: views and jobs ask here once and hand `at` to actions."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()
