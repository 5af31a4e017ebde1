"""Dashboards are one's own until they are given; cards come from the explorer, move, and come back."""

import re
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.dashboards.actions.dashboard import begin, create, give
from guanxi.dashboards.actions.tile import add_tile
from guanxi.dashboards.models import Dashboard, Tile
from guanxi.dashboards.offered import TEMPLATES
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.staff.factories import make_administrator_role, make_member, make_role
from guanxi.staff.models import Member, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> dict[str, Member]:
    with acting_as_system("test"):
        role = make_role("own")
        found = {"ann": make_member("Ann", roles=[role]), "ben": make_member("Ben", roles=[role])}
        return found | {"boss": make_member("Boss", roles=[make_administrator_role()])}


def signed_in(member: Any, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def made(member: Any, *asked: dict[str, Any]) -> Dashboard:
    with acting_as(member.pk, through="page") as actor:
        board = create("Mine", actor=actor, at=clock.now())
        for one in asked:
            add_tile(board, one, form="figure", width="half", actor=actor, at=clock.now())
    return board


def order(member: Any, board: Dashboard) -> list[str]:
    with acting_as(member.pk, through="page"):
        return [one.asked["m"] for one in tiles_of(board)]


def test_one_click_makes_a_dashboard_of_figures_that_the_member_may_see(people: dict[str, Any]) -> None:
    client = signed_in(people["ann"])
    empty = text(client.get("/dashboards/"))
    assert "Begin with “Selling”" in empty
    assert "Campaigns, mails sent and who opened them are not measured yet" in empty
    assert 'aria-current="page">Dashboard</a>' in empty
    assert client.post("/dashboards/begin/", {"template": "nonsense"}).status_code == 404
    led = client.post("/dashboards/begin/", {"template": "seller"})
    page = text(client.get(led["Location"]))
    assert "It was not filled yet" in page
    assert client.get("/dashboards/")["Location"] == led["Location"]
    assert "<span>销售</span>" in text(signed_in(people["ann"], "zh-hans").get(led["Location"]))
    with acting_as_system("test"):
        people["ann"].roles.set([make_role("own", kinds=["customer", "fact"])])
    with acting_as(people["ann"].pk, through="page") as actor:
        poor = begin("manager", actor=actor, at=clock.now())
        assert [one.asked["m"] for one in tiles_of(poor)] == []


def test_every_card_of_every_template_has_an_answer_for_who_sees_all(people: dict[str, Any]) -> None:
    with acting_as(people["boss"].pk, through="page") as actor:
        boards = [begin(one.key, actor=actor, at=clock.now()) for one in TEMPLATES]
        assert [tiles_of(one).count() for one in boards] == [len(one.cards) for one in TEMPLATES]


def test_a_question_of_the_explorer_is_pinned_to_the_dashboard_that_one_chooses(people: dict[str, Any]) -> None:
    client, board = signed_in(people["ann"]), made(people["ann"])
    dialog = text(client.get("/dashboards/pin/?m=orders&by=owner&period="))
    assert f'<option value="{board.pk}" selected>Mine</option>' in dialog
    given = {"dashboard": board.pk, "form": "table", "width": "whole"}
    for _ in range(2):
        told = client.post("/dashboards/pin/?m=orders&by=owner&period=", given)
        assert told["HX-Redirect"] == f"/dashboards/{board.pk}/"
    client.post("/dashboards/pin/?m=orders", {"dashboard": "new", "form": "figure", "width": "half"})
    assert client.post("/dashboards/pin/?m=orders", {"dashboard": "999", "form": "figure"}).status_code == 422
    with acting_as(people["ann"].pk, through="page"):
        assert [(one.asked, one.form, one.width) for one in tiles_of(board)] == [
            ({"m": "orders", "by": "owner"}, "table", "whole")
        ]
        assert Dashboard.objects.count() == 2


def test_cards_move_change_go_and_come_back(people: dict[str, Any]) -> None:
    board = made(people["ann"], {"m": "orders"}, {"m": "buyers"}, {"m": "entries"})
    client, here = signed_in(people["ann"]), f"/dashboards/{board.pk}/"
    with acting_as(people["ann"].pk, through="page"):
        orders, buyers, _entries = tiles_of(board)
    moved = client.post(f"{here}cards/{orders.pk}/move/", {"to": "2"}, headers={"HX-Request": "true"})
    assert re.findall(r'placeholder="(\w+)', text(moved)) == ["Buyers", "Timeline", "Orders"]
    client.post(f"{here}cards/{orders.pk}/move/", {"to": "0"})
    assert order(people["ann"], board) == ["orders", "buyers", "entries"]
    client.post(f"{here}cards/{buyers.pk}/", {"name": "Who bought", "form": "figure", "width": "whole"})
    assert "Who bought" in text(client.get(f"{here}change/"))
    assert client.post(f"{here}cards/{buyers.pk}/", {"form": "pie", "width": "whole"}).status_code == 404
    gone = client.post(f"{here}cards/{buyers.pk}/away/", follow=True)
    undo = f"{here}cards/{buyers.pk}/back/"
    assert f'data-undo="{undo}"' in text(gone)
    assert order(people["ann"], board) == ["orders", "entries"]
    assert client.post(undo)["HX-Trigger"] == "reload"
    assert order(people["ann"], board) == ["orders", "buyers", "entries"]
    removed = client.post(f"{here}remove/", follow=True)
    assert client.get(here).status_code == 404
    assert f'data-undo="{here}back/"' in text(removed)
    client.post(f"{here}back/")
    assert client.get(here).status_code == 200


def test_what_is_given_is_seen_by_the_role_and_changed_by_who_gives(people: dict[str, Any]) -> None:
    ann, ben, boss = people["ann"], people["ben"], people["boss"]
    board = made(boss, {"m": "orders"})
    here = f"/dashboards/{board.pk}/"
    assert signed_in(ann).get(here).status_code == 404
    role = Role.objects.get(members=ann)
    answer = signed_in(ben).post(f"/dashboards/{made(ben).pk}/give/", {"role": role.pk})
    assert answer.status_code == 403
    signed_in(boss).post(f"{here}give/", {"role": role.pk, "home": role.pk})
    page = text(signed_in(ann).get(here))
    assert "Make my own copy" in page
    assert signed_in(ann).get(f"{here}change/").status_code == 403
    copied = signed_in(ann).post(f"{here}copy/")["Location"]
    assert "Mine (my copy)" in text(signed_in(ann).get(copied))
    other = made(boss)
    signed_in(boss).post(f"/dashboards/{other.pk}/give/", {"home": role.pk})
    with acting_as_system("test"):
        found = dict(Dashboard.objects.filter(pk__in=[board.pk, other.pk]).values_list("pk", "home_of"))
    assert found == {board.pk: [], other.pk: [role.pk]}  # a role begins with one
    signed_in(boss).post(f"{here}give/", {})
    assert signed_in(ben).get(here).status_code == 404


def test_where_the_role_begins_with_a_dashboard_it_opens_after_signing_in(people: dict[str, Any]) -> None:
    boss, ann = people["boss"], people["ann"]
    with acting_as_system("test"):
        for one in (ann, people["ben"]):
            one.set_password("correct horse")
            one.save()
        role = make_role("own")
        ann.roles.add(role)
    board = made(boss)
    with acting_as(boss.pk, through="page") as actor:
        give(board, [], [role.pk], actor=actor)
    led = {
        one.name: Client().post("/accounts/login/", {"login": one.email, "password": "correct horse"})["Location"]
        for one in (ann, people["ben"])
    }
    assert led == {"Ann": f"/dashboards/{board.pk}/", "Ben": "/"}


def test_the_database_itself_keeps_dashboards_apart(people: dict[str, Any]) -> None:
    ann, ben, boss = people["ann"], people["ben"], people["boss"]
    board = made(ann, {"m": "orders"})
    for other in (ben, boss):
        with acting_as(other.pk, through="page"):
            assert not Dashboard.objects.exists()
            assert not Tile.objects.exists()
            assert Tile.objects.update(name="x") == 0
    with acting_as(ben.pk, through="page"):
        for values in ({"member_id": ann.pk}, {"member_id": ben.pk, "roles": [1]}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Dashboard.objects.create(name="x", created_at=clock.now(), **values)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Tile.objects.create(dashboard_id=board.pk, place=1, asked={}, created_at=clock.now())
    with acting_as(ann.pk, through="page"), pytest.raises(ProgrammingError), transaction.atomic():
        Dashboard.objects.filter(pk=board.pk).update(roles=[1])
