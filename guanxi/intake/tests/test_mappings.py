"""The page of saved mappings: renamed, shared and deleted by whoever saved them, with undo."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.intake.actions.mapping import save_mapping
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Mapping
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def saved(member: Member, name: str) -> Mapping:
    plan = {"columns": columns("名称=name", "城市=city"), "keys": ["name"], "on_match": "fill", "owner": {"to": "me"}}
    run = make_import(member.pk, csv(["名称", "城市"], ["云杉科技", "杭州"]), "customer", plan, run=False)
    with acting_as(member.pk, through="page") as actor:
        return save_mapping(run, name, actor=actor, at=clock.now())


def stored() -> list[tuple[str, bool]]:
    with acting_as_system("test"):
        return list(Mapping.objects.order_by("name").values_list("name", "shared"))


@pytest.fixture
def anna() -> Member:
    with acting_as_system("test"):
        return make_member("Anna", scope="own")


@pytest.fixture
def bob() -> Member:
    with acting_as_system("test"):
        return make_member("Bob", scope="own")


def test_page_tells_whose_a_mapping_is_and_what_it_fills(anna: Member, bob: Member) -> None:
    saved(anna, "Monthly list")
    own, other = (signed_in(one).get(reverse("import_mappings")).content.decode() for one in (anna, bob))
    assert ("Mine · shared" in own, "Name, City" in own, "名称, 城市" in own, "data-edit=" in own) == (True,) * 4
    assert ("Anna · shared" in other, "data-edit=" in other) == (True, False)


def test_mapping_that_is_not_shared_is_its_members_alone(anna: Member, bob: Member) -> None:
    one = saved(anna, "Monthly list")
    signed_in(anna).post(reverse("import_mapping_share", args=[one.pk]), {})
    assert stored() == [("Monthly list", False)]
    assert "Monthly list" not in signed_in(bob).get(reverse("import_mappings")).content.decode()
    assert signed_in(bob).get(reverse("import_mapping_name", args=[one.pk])).status_code == 404
    signed_in(anna).post(reverse("import_mapping_share", args=[one.pk]), {"shared": "1"})
    assert stored() == [("Monthly list", True)]


def test_mapping_is_renamed_in_place_unless_the_name_is_taken(anna: Member) -> None:
    one, _other = saved(anna, "Monthly list"), saved(anna, "Fair")
    where, client = reverse("import_mapping_name", args=[one.pk]), signed_in(anna)
    assert 'value="Monthly list"' in client.get(where).content.decode()
    refused = client.post(where, {"name": "Fair"})
    assert (refused.status_code, 'value="Fair"' in refused.content.decode()) == (422, True)
    assert client.post(where, {"name": "  "}).status_code == 422
    assert client.post(where, {"name": "Quarter"}).status_code == 200
    assert stored() == [("Fair", True), ("Quarter", True)]


def test_deleted_mapping_comes_back_with_undo(anna: Member) -> None:
    one, client = saved(anna, "Monthly list"), signed_in(anna)
    settings = one.settings
    answer = client.post(reverse("import_mapping_delete", args=[one.pk]), headers={"HX-Request": "true"})
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert (stored(), toast["text"]) == ([], "The mapping “Monthly list” was deleted.")
    assert client.post(toast["undo"]).status_code == 204
    with acting_as_system("test"):
        back = Mapping.objects.get()
    assert (back.name, back.member_id, back.settings, back.header) == ("Monthly list", anna.pk, settings, one.header)
    assert client.post(toast["undo"]).status_code == 404


def test_colleague_changes_nothing_but_an_administrator_may(anna: Member, bob: Member) -> None:
    one = saved(anna, "Monthly list")
    for name, sent in (("name", {"name": "Mine now"}), ("share", {}), ("delete", {})):
        answer = signed_in(bob).post(
            reverse(f"import_mapping_{name}", args=[one.pk]), sent, headers={"HX-Request": "true"}
        )
        assert answer.status_code in {403, 422}
    assert stored() == [("Monthly list", True)]
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
    signed_in(boss).post(reverse("import_mapping_name", args=[one.pk]), {"name": "Everybody's list"})
    assert stored() == [("Everybody's list", True)]
