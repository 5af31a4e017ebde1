"""Two sellers at the board: what one moves stands on the other's screen, and nobody's hand is disturbed."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.move import move_opportunity
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_administrator_role, make_member
from tests.fixtures.screens import Screen, listening

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = 5_000  # milliseconds


@pytest.fixture
def people(live: str) -> dict[str, Any]:
    with acting_as_system("test"):
        seller, boss = make_member("Wang Jing"), make_member("Boss", roles=[make_administrator_role()])
        stranger = make_member("Li Na")
        customer = make_customer("Mill", owner=seller)
        for name in ("Lathe deal", "Press deal"):
            make_opportunity(customer, name=name, owner=seller, amount=Decimal(7000))
        make_opportunity(customer, name="Own deal", owner=stranger)
    return {"seller": seller, "boss": boss, "stranger": stranger}


def move(member: Any, name: str, stage: str) -> None:
    with acting_as(member.pk, through="page") as actor:
        move_opportunity(Opportunity.objects.get(name=name), stage, actor=actor, at=clock.now())


def column(page: Page, stage: str) -> Any:
    return page.locator(f'[data-stage="{stage}"]')


def test_a_colleagues_move_shows_and_focus_stays(screen: Screen, people: dict[str, Any]) -> None:
    his, hers, others = screen(people["boss"]), screen(people["seller"]), screen(people["stranger"])
    asked_by_others = listening(others, "/sales/board/")
    listening(his, "/sales/board/")
    his.get_by_role("link", name="Press deal").focus()
    his.evaluate("window.untouched = true")
    hers.goto("/sales/board/")
    hers.get_by_role("button", name="Move Lathe deal to…").click()
    hers.get_by_role("dialog").get_by_role("button", name="Engaging").click()
    expect(column(hers, "engaging")).to_contain_text("Lathe deal")
    expect(column(his, "engaging")).to_contain_text("Lathe deal", timeout=WITHIN)
    expect(column(his, "engaging").locator(".page-count")).to_have_text("1")
    expect(column(his, "prospecting")).not_to_contain_text("Lathe deal")
    assert his.evaluate("[document.activeElement.textContent, window.untouched]") == ["Press deal", True]
    others.wait_for_timeout(2_500)
    assert (asked_by_others, "Lathe deal" in others.content(), "Own deal" in others.content()) == ([], False, True)


def test_an_open_dialog_waits_and_the_new_card_can_be_moved(screen: Screen, people: dict[str, Any]) -> None:
    his = screen(people["boss"])
    listening(his, "/sales/board/")
    his.get_by_role("button", name="Move Press deal to…").click()
    dialog = his.get_by_role("dialog")
    expect(dialog).to_contain_text("Move “Press deal” to")
    move(people["seller"], "Lathe deal", "engaging")
    his.wait_for_timeout(2_500)
    expect(dialog).to_be_visible()
    expect(column(his, "prospecting")).to_contain_text("Lathe deal")
    his.keyboard.press("Escape")
    expect(column(his, "engaging")).to_contain_text("Lathe deal", timeout=WITHIN)
    his.get_by_role("button", name="Move Lathe deal to…").click()
    expect(his.get_by_role("dialog")).to_contain_text("Move “Lathe deal” to")


def test_a_dragged_card_stays_in_the_hand(screen: Screen, people: dict[str, Any]) -> None:
    his = screen(people["boss"])
    listening(his, "/sales/board/")
    his.locator(".board-card", has_text="Press deal").hover()
    his.mouse.down()
    his.locator('[data-stage="proposal"] header').hover()
    expect(his.locator(".board-card.is-dragged")).to_have_count(1)
    move(people["seller"], "Lathe deal", "engaging")
    his.wait_for_timeout(2_500)
    expect(his.locator(".board-card.is-dragged")).to_contain_text("Press deal")
    expect(column(his, "prospecting")).to_contain_text("Lathe deal")
    column(his, "engaging").locator(".board-cards").hover()
    his.mouse.up()
    expect(column(his, "engaging")).to_contain_text("Press deal")
    expect(column(his, "engaging")).to_contain_text("Lathe deal", timeout=WITHIN)
