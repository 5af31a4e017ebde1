"""The work of the latest run, of whatever is reckoned or filled by runs, while it is not over."""

from django.db.models import QuerySet

from guanxi.analytics.models import Fill, Run, Survey
from guanxi.core.models import Work
from guanxi.core.work import ENDED


def unfinished(runs: type[Run] | type[Fill] | type[Survey]) -> QuerySet[Work]:
    """Work that waits, goes on, or was left by a crash and will go on; none where the latest run came to its end."""
    latest = runs._default_manager.order_by("-pk").first()
    if latest is None or latest.work_id is None or latest.ended_at is not None:
        return Work.objects.none()
    return Work.objects.filter(pk=latest.work_id).exclude(state__in=ENDED)
