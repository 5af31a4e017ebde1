"""Pipelines and their stages."""

from collections.abc import Iterator

from django.utils.functional import Promise

from guanxi.core.kinds import Choices
from guanxi.sales.models import Pipeline, Stage


def pipelines(*, active: bool = True) -> list[Pipeline]:
    """Pipelines with their stages, the default first."""
    rows = Pipeline.objects.filter(is_active=True) if active else Pipeline.objects.all()
    return list(rows.prefetch_related("stages").order_by("-is_default", "name", "key"))


def default_pipeline() -> Pipeline | None:
    """Where a new opportunity goes unless somebody says otherwise."""
    return Pipeline.objects.filter(is_active=True).order_by("-is_default", "name", "key").first()


def stages() -> dict[str, Stage]:
    """Every stage with its pipeline, by key, in the order of the pipelines."""
    rows = Stage.objects.select_related("pipeline").order_by("-pipeline__is_default", "pipeline", "place", "key")
    return {one.key: one for one in rows}


def _stage_words() -> Iterator[tuple[str, str | Promise]]:
    found = stages()
    several = len({one.pipeline_id for one in found.values()}) > 1
    for one in found.values():
        yield one.key, f"{one.pipeline.label} · {one.label}" if several else one.label


def _pipeline_words() -> Iterator[tuple[str, str | Promise]]:
    for one in pipelines(active=False):
        yield one.key, one.label


STAGE_CHOICES = Choices(_stage_words)
PIPELINE_CHOICES = Choices(_pipeline_words)
