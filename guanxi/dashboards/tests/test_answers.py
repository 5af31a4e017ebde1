"""What a dashboard shows at once, what one process fetches, and that nobody is shown what was kept for another."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.actions.fill import fill
from guanxi.analytics.factories import END, make_purchases
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.dashboards.actions.dashboard import create, give
from guanxi.dashboards.actions.tile import add_tile
from guanxi.dashboards.answering import known
from guanxi.dashboards.models import Kept
from guanxi.dashboards.queries.dashboard import tiles_of
from guanxi.intake.factories import columns, csv, make_import
from guanxi.intake.models import Import
from guanxi.staff.models import Role


def signed_in(member: Any, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_frame_comes_at_once_and_one_process_answers_all_cards_which_are_then_kept(shop: Any, board: Any) -> None:
    client = signed_in(shop.seller)
    first = text(client.get(f"/dashboards/{board.pk}/"))
    assert first.count('data-state="missing"') == 2
    assert "2 cards are being reckoned…" in first
    assert shop.asked == []
    told = text(client.get(f"/dashboards/{board.pk}/answers/"))
    assert len(shop.asked) == 1
    assert [one["measure"] for one in shop.asked[0]["questions"]] == ["revenue", "orders", "orders"]
    assert told.count('hx-swap-oob="true"') == told.count('data-state="fresh"') == 2
    assert "¥1,000.00" in told
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        again = text(client.get(f"/dashboards/{board.pk}/"))
    assert len(queries) < 25
    assert "¥1,000.00" in again
    assert '"labels": ["2026-02", "2026-03"]' in again
    assert "being reckoned" not in again
    assert len(shop.asked) == 1


def test_more_cards_ask_no_more_queries(shop: Any, board: Any) -> None:
    client = signed_in(shop.seller)

    def asked() -> int:
        client.get(f"/dashboards/{board.pk}/answers/")
        with CaptureQueriesContext(connection) as queries:
            assert "Wang Jing" in text(client.get(f"/dashboards/{board.pk}/"))
        return len(queries)

    counts = []
    for some in (("revenue",), ("orders", "buyers", "entries")):
        with acting_as(shop.seller.pk, through="page") as actor:
            for one in some:
                asking = {"m": one, "by": "owner"}
                add_tile(board, asking, form="table", width="half", actor=actor, at=clock.now())
        counts.append(asked())
    assert len(set(counts)) == 1


def test_after_the_warehouse_was_filled_anew_old_answers_are_shown_with_their_time_and_replaced(
    shop: Any, board: Any
) -> None:
    client = signed_in(shop.seller)
    client.get(f"/dashboards/{board.pk}/answers/")
    with acting_as_system("test") as actor:
        make_purchases(shop.mill, (END, 50))
        job = fill(actor=actor, at=clock.now())
    work.run(job.pk)
    page = text(client.get(f"/dashboards/{board.pk}/"))
    assert page.count('data-state="stale"') == 2
    assert "¥1,000.00" in page
    assert "newer ones are being reckoned" in page
    assert "¥1,050.00" in text(client.get(f"/dashboards/{board.pk}/answers/"))
    assert 'data-state="stale"' not in text(client.get(f"/dashboards/{board.pk}/"))


def test_nobody_is_shown_what_was_kept_for_another_or_for_rights_he_had_before(shop: Any, board: Any) -> None:
    client = signed_in(shop.seller)
    client.get(f"/dashboards/{board.pk}/answers/")
    assert signed_in(shop.stranger).get(f"/dashboards/{board.pk}/").status_code == 404
    with acting_as(shop.boss.pk, through="page") as actor:
        given = create("Given", actor=actor, at=clock.now())
        add_tile(given, {"m": "revenue"}, form="figure", width="half", actor=actor, at=clock.now())
        give(given, [role.pk for role in Role.objects.filter(members=shop.stranger)], [], actor=actor)
    boss, stranger = signed_in(shop.boss), signed_in(shop.stranger)
    assert "¥1,000.00" in text(boss.get(f"/dashboards/{given.pk}/answers/"))
    assert "¥1,000.00" not in text(stranger.get(f"/dashboards/{given.pk}/"))
    assert "¥1,000.00" not in text(stranger.get(f"/dashboards/{given.pk}/answers/"))
    with acting_as(shop.stranger.pk, through="page"):
        assert not Kept.objects.exclude(member=shop.stranger).exists()
    with acting_as_system("test"):
        shop.mill.owner = shop.stranger
        shop.mill.save()
        shop.seller.manager, shop.stranger.manager = None, shop.seller
        shop.stranger.save()
        from guanxi.staff.factories import make_role

        shop.seller.roles.set([make_role("team")])
    with acting_as(shop.seller.pk, through="page") as actor:
        cards = known(list(tiles_of(board)), "own", actor).cards
        assert [one.told for one in cards] == [None, None]  # other rights, another key


def test_a_period_for_all_cards_asks_them_anew_but_for_what_stands_now(shop: Any, board: Any) -> None:
    client = signed_in(shop.seller)
    page = text(client.get(f"/dashboards/{board.pk}/?period=month"))
    assert f'hx-get="/dashboards/{board.pk}/answers/?period=month"' in page
    assert '<option value="month" selected>' in page
    told = text(client.get(f"/dashboards/{board.pk}/answers/?period=month"))
    assert {one["first"][-2:] for one in shop.asked[0]["questions"]} == {"01"}
    assert "This month" in told


def test_who_looks_through_a_colleagues_eyes_keeps_nothing(shop: Any, board: Any) -> None:
    with acting_as(shop.boss.pk, through="page") as actor:
        give(board_of(shop.boss), [], [], actor=actor)
    client = signed_in(shop.boss)
    assert client.post(f"/staff/see-as/{shop.seller.pk}/").status_code == 302
    assert "¥1,000.00" in text(client.get(f"/dashboards/{board.pk}/answers/"))
    with acting_as_system("test"):
        assert Kept.objects.count() == 0


def board_of(member: Any) -> Any:
    with acting_as(member.pk, through="page") as actor:
        return create("Boss's", actor=actor, at=clock.now())


def test_a_process_that_takes_too_long_is_told_in_words_and_can_be_asked_again(
    shop: Any, board: Any, monkeypatch: Any
) -> None:
    from guanxi.analytics.queries import explorer
    from guanxi.core.refused import Refused

    def late(_sent: Any) -> Any:
        raise Refused("This takes too long.")

    monkeypatch.setattr(explorer, "run", late)
    told = text(signed_in(shop.seller).get(f"/dashboards/{board.pk}/answers/"))
    assert told.count('data-state="refused"') == 2
    assert "This takes too long." in told
    assert "Try again" in told


def test_a_colleagues_file_that_came_in_later_is_told_of(shop: Any, board: Any) -> None:
    client = signed_in(shop.seller)
    sentence = "A file came in after these figures were made."
    assert sentence not in text(client.get(f"/dashboards/{board.pk}/"))
    data = csv(["name"], ["Mill"])
    make_import(shop.boss.pk, data, "customer", {"columns": columns("name"), "keys": []}, run=False)
    with acting_as_system("test"):
        Import.objects.update(state=Import.State.RUNNING)
    for address in (f"/dashboards/{board.pk}/", "/analytics/explore/"):
        assert sentence in text(client.get(address))
