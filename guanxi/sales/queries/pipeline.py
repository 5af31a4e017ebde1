"""Pipelines and their stages."""

from collections.abc import Iterator

from django.db import connection
from django.utils.functional import Promise

from guanxi.core.kinds import Choices
from guanxi.sales.models import Pipeline, Stage
from guanxi.sales.models.pipeline import label_of


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


# in SQL of its own: every list of opportunities asks, and making stages of the rows cost more than the answer
WORDS = """
select s.key, s.name, p.key, p.name from sales_stage s join sales_pipeline p on p.key = s.pipeline_id
 order by p.is_default desc, p.key, s.place, s.key
"""


def _stage_words() -> Iterator[tuple[str, str | Promise]]:
    with connection.cursor() as cursor:
        cursor.execute(WORDS)
        rows = cursor.fetchall()
    several = len({pipeline for _key, _name, pipeline, _called in rows}) > 1
    for key, name, pipeline, called in rows:
        yield key, f"{label_of(pipeline, called)} · {label_of(key, name)}" if several else label_of(key, name)


def _pipeline_words() -> Iterator[tuple[str, str | Promise]]:
    for one in pipelines(active=False):
        yield one.key, one.label


STAGE_CHOICES = Choices(_stage_words)
PIPELINE_CHOICES = Choices(_pipeline_words)
