"""Pipelines and their stages, set up by whoever may administer opportunities."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.sales.models import Pipeline, Stage
from guanxi.sales.models.pipeline import REQUIRABLE

MOST = 20  # stages of one pipeline
SETTINGS = ("probability", "ageing_days", "required")


@transaction.atomic
def save_pipeline(
    pipeline: Pipeline | None,
    values: Mapping[str, Any],
    stages: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    at: datetime,
) -> Pipeline:
    """Make or change a pipeline with its stages in their order.

    `values`: name, is_active, is_default. A stage: key ("" = new), name, kind (of new ones), probability, ageing_days,
    required. Stages that are left out go, unless opportunities stand in them or passed through. Raises `Refused`.
    """
    actor.require("administer", "opportunity")
    _check(values, stages)
    pipeline = pipeline or Pipeline(key=secrets.token_hex(4))
    if str(pipeline.label) != values["name"].strip():
        pipeline.name = values["name"].strip()
    pipeline.is_active = values["is_active"] or values["is_default"]
    if not values["is_default"] and pipeline.is_default:
        raise Refused(_("One pipeline is the default. Make another one the default instead."), field="is_default")
    if values["is_default"]:
        Pipeline.objects.exclude(pk=pipeline.pk).update(is_default=False)
    pipeline.is_default = values["is_default"]
    pipeline.save()
    _save_stages(pipeline, stages)
    return pipeline


def _check(values: Mapping[str, Any], stages: Sequence[Mapping[str, Any]]) -> None:
    if not values["name"].strip():
        raise Refused(_("A pipeline needs a name."), field="name")
    if len(stages) > MOST:
        raise Refused(_("A pipeline has at most 20 stages."))
    if any(not one["name"].strip() for one in stages):
        raise Refused(_("A stage needs a name."))
    kinds = [one["kind"] for one in stages]
    if kinds.count(Stage.Kind.WON) != 1 or kinds.count(Stage.Kind.LOST) != 1 or Stage.Kind.OPEN not in kinds:
        raise Refused(_("A pipeline needs at least one open stage, one for what was won and one for what was lost."))
    known = {name for name, _label in REQUIRABLE}
    if any(set(one["required"]) - known for one in stages):
        raise Refused(_("A stage cannot ask for this."))


def _save_stages(pipeline: Pipeline, stages: Sequence[Mapping[str, Any]]) -> None:
    there = {one.key: one for one in pipeline.stages.all()}
    kept = {one["key"] for one in stages if one["key"]}
    if kept - there.keys():
        raise Refused(_("There is no such stage."))
    for key in there.keys() - kept:
        _remove(there[key])
    for place, given in enumerate(stages, start=1):
        stage = there.get(given["key"]) or Stage(key=secrets.token_hex(4), pipeline=pipeline, kind=given["kind"])
        if stage.kind != given["kind"]:
            raise Refused(_("What a stage means stays as it is. Add another stage instead."))
        if str(stage.label) != given["name"].strip():
            stage.name = given["name"].strip()
        for name in SETTINGS:
            setattr(stage, name, given[name])
        stage.place = place
        stage.save()


def _remove(stage: Stage) -> None:
    """The database knows also of opportunities that the actor does not see."""
    try:
        with transaction.atomic():
            stage.delete()
    except IntegrityError as error:
        words = {"stage": stage.label}
        raise Refused(_("Opportunities stand in “%(stage)s” or passed through it. It stays.") % words) from error
