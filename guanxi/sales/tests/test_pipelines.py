"""Pipelines are set up by administrators; what opportunities need stays."""

from typing import Any

import pytest
from django.test import Client

from guanxi.core.actor import acting_as
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.actions.pipeline import save_pipeline
from guanxi.sales.factories import AT, make_opportunity
from guanxi.sales.models import Pipeline, Stage

pytestmark = pytest.mark.django_db


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def form_of(stages: list[dict[str, Any]], **values: str) -> dict[str, Any]:
    sent = {"stages-TOTAL_FORMS": len(stages), "stages-INITIAL_FORMS": sum(bool(one.get("key")) for one in stages)}
    for number, one in enumerate(stages):
        sent |= {f"stages-{number}-{name}": value for name, value in one.items()}
    return {**sent, **values}


def as_given(pipeline: Pipeline) -> list[dict[str, Any]]:
    names = ("key", "kind", "probability", "ageing_days", "required")
    return [{**{name: getattr(one, name) for name in names}, "name": str(one.label)} for one in pipeline.stages.all()]


def test_only_who_may_administer_sees_and_changes_them(house) -> None:
    for url in ("/sales/pipelines/", "/sales/pipelines/new/", "/sales/pipelines/default/"):
        assert signed_in(house.seller).get(url).status_code == 404
        assert signed_in(house.boss).get(url).status_code == 200
    with acting_as(house.seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        save_pipeline(None, {"name": "x", "is_active": True, "is_default": False}, [], actor=actor, at=AT)


def test_a_second_pipeline_is_made_with_its_own_stages(house) -> None:
    stages = [
        {"place": 2, "name": "Visited", "kind": "open", "probability": 40, "ageing_days": 10, "required": ["contact"]},
        {"place": 1, "name": "Called", "kind": "open", "probability": 5},
        {"place": 3, "name": "Yes", "kind": "won", "probability": 100},
        {"place": 4, "name": "No", "kind": "lost", "probability": 0},
        {"place": "", "name": "", "kind": "open"},
    ]
    client = signed_in(house.boss)
    assert client.post("/sales/pipelines/new/", form_of(stages, name="Partners", is_active="on")).status_code == 302
    made = Pipeline.objects.get(name="Partners")
    assert list(made.stages.values_list("name", "kind", "required")) == [
        ("Called", "open", []), ("Visited", "open", ["contact"]), ("Yes", "won", []), ("No", "lost", []),
    ]  # fmt: skip
    board = client.get(f"/sales/board/{made.key}/").content.decode()
    assert "Visited" in board
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, owner=house.seller)
        move_opportunity(one, made.stages.get(name="Called").key, actor=actor, at=AT)
        assert one.pipeline == made.key


def test_a_name_of_ones_own_replaces_the_built_in_words(house) -> None:
    with acting_as(house.boss.pk, through="page") as actor:
        pipeline = Pipeline.objects.get(pk="default")
        stages = as_given(pipeline)
        stages[0]["name"] = "初访"
        save_pipeline(pipeline, {"name": "Sales", "is_active": True, "is_default": True}, stages, actor=actor, at=AT)
        assert [one.name for one in pipeline.stages.all()] == ["初访", "", "", "", "", ""]


def test_a_stage_stays_where_something_stands_or_stood_also_unseen(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, "negotiation", owner=house.seller)
        move_opportunity(one, "engaging", actor=actor, at=AT)
    with acting_as(house.boss.pk, through="page") as actor:
        pipeline = Pipeline.objects.get(pk="default")
        values = {"name": "Sales", "is_active": True, "is_default": True}
        for key in ("engaging", "negotiation"):
            left = [stage for stage in as_given(pipeline) if stage["key"] != key]
            with pytest.raises(Refused):
                save_pipeline(pipeline, values, left, actor=actor, at=AT)
        left = [stage for stage in as_given(pipeline) if stage["key"] != "proposal"]
        save_pipeline(pipeline, values, left, actor=actor, at=AT)
        assert not Stage.objects.filter(pk="proposal").exists()


@pytest.mark.parametrize("kinds", [["won", "lost"], ["open", "lost"], ["open", "won"], ["open", "won", "won", "lost"]])
def test_a_pipeline_has_an_open_a_won_and_a_lost_stage(house, kinds) -> None:
    stages = [
        {"key": "", "name": kind, "kind": kind, "probability": 0, "ageing_days": None, "required": []} for kind in kinds
    ]
    with acting_as(house.boss.pk, through="page") as actor, pytest.raises(Refused):
        save_pipeline(None, {"name": "x", "is_active": True, "is_default": False}, stages, actor=actor, at=AT)
