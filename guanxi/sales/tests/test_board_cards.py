"""What a card says, and who is told that a board changed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.watching import watch_board
from guanxi.sales.cards import Cards
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Watch
from guanxi.sales.queries.board import Card
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.sightseeing import SESSION_KEY

pytestmark = pytest.mark.django_db


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def text_of(page: str) -> str:
    return " ".join(page.split())


def test_cards_tell_apart_what_has_one_name(house) -> None:
    now = clock.now()
    with acting_as_system("test"):
        lathe = make_product("L-1", name="Lathe", price=Decimal(700), currency="CNY")
        full = make_opportunity(
            house.customer,
            name="Renewal",
            owner=house.seller,
            amount=Decimal(700),
            next_step="Send the offer",
            next_at=now + timedelta(days=3),
            stage_since=now - timedelta(days=4),
        )
        full.lines.create(product=lathe, quantity=1)
        bare = make_opportunity(None, name="Lathe 4711", owner=house.seller, stage_since=now - timedelta(days=1))
        bare.lines.create(product=lathe, quantity=1)
        old = make_opportunity(None, name="Old", owner=house.seller, stage_since=now - timedelta(days=400))
    page = text_of(signed_in(house.seller).get("/sales/board/").content.decode())
    for words in (
        f"here since {timezone.localtime(old.stage_since):%Y-%m}",
        "Mill · Lathe",
        "4 days here",
        "Send the offer",
        "¥700.00",
        "1 day here",
        "No next step",
    ):
        assert words in page, words
    assert page.count("· Lathe") == 1  # not again where the name says it
    assert "没有下一步" in signed_in(house.seller, "zh-hans").get("/sales/board/").content.decode()


def test_a_card_leaves_out_what_is_not_known(house) -> None:
    now = clock.now()
    with acting_as_system("test"):
        bare = make_opportunity(None, name="Bare", owner=house.seller, stage_since=now)
    with acting_as(house.seller.pk, through="page"):
        html = Cards(now, may_edit=False).html(
            [Card(bare, aged=False, product="", days=0, customer="", owner="Wang Jing")]
        )
    assert re.sub(r"<[^>]*>", " ", html).split() == ["Bare", "WJ", "No", "next", "step"]
    assert html.count("board-line") == 1


def test_a_board_is_watched_with_what_its_reader_sees_and_not_by_who_sees_through_his_eyes(house) -> None:
    signed_in(house.seller).get("/sales/board/")
    with acting_as(house.seller.pk, through="page"):
        first = Watch.objects.get()
        assert (first.sees_all, first.owners) == (False, [house.seller.pk])
    signed_in(house.seller).get("/sales/board/")
    with acting_as(house.seller.pk, through="page"):
        assert Watch.objects.get().at == first.at
    with acting_as(house.stranger.pk, through="page"):
        assert Watch.objects.count() == 0
    boss = signed_in(house.boss)
    session = boss.session
    session[SESSION_KEY] = house.stranger.pk
    session.save()
    assert boss.get("/sales/board/").status_code == 200
    with acting_as_system("test"):
        assert list(Watch.objects.values_list("member", flat=True)) == [house.seller.pk]


@pytest.mark.django_db(transaction=True)
def test_only_who_sees_an_opportunity_is_told_of_it(transactional_db) -> None:
    with acting_as_system("test"):
        people = {name: make_member(name) for name in ("seller", "stranger", "late")}
        people["boss"] = make_member("boss", roles=[make_administrator_role()])
    for name, one in people.items():
        with acting_as(one.pk, through="page") as actor:
            watch_board(actor=actor, at=clock.now() - timedelta(hours=13 if name == "late" else 0))
    with connection.cursor() as cursor:
        cursor.execute("listen guanxi")
    with acting_as_system("test"):
        one = make_opportunity(None, owner=people["seller"])
        make_opportunity(None, owner=people["late"])
    assert told() == {people["boss"].pk, people["seller"].pk}
    with acting_as(people["boss"].pk, through="page"):
        one.next_step = "Ring"
        one.save()
    assert told() == {people["seller"].pk}
    with connection.cursor() as cursor:
        cursor.execute("unlisten guanxi")


def told() -> set[int]:
    """Members told since the last call, each message without a word on what changed."""
    import json

    found = [json.loads(one.payload) for one in connection.connection.notifies(timeout=0.5)]
    boards = [one for one in found if one.get("topic") == "changed"]
    assert all(set(one) == {"member", "topic", "what"} for one in boards)
    return {one["member"] for one in boards}
