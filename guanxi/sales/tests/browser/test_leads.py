"""Leads in a real browser: the inbox, claiming, what becomes of one, the rules."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_lead, make_rule
from guanxi.sales.models import Lead, LeadRule, Opportunity
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> Any:
    now = clock.now()
    with acting_as_system("test"):
        seller = make_member("Wang Jing")
        boss = make_member("Boss", roles=[make_administrator_role()])
        mine = make_customer("云杉科技有限公司", owner=seller)
        late, soon = now - timedelta(hours=30), now - timedelta(hours=2)
        make_lead(mine, name="Pumps", owner=seller, source="Web", received_at=late, due_at=late + timedelta(hours=24))
        make_lead(
            mine,
            name="Valves",
            owner=seller,
            source="Fair",
            campaign="Canton Fair",
            received_at=soon,
            due_at=now + timedelta(hours=22),
        )
        nobodys = make_customer("Larch Ltd", owner=None, city="苏州", industry="Machinery")
        make_lead(nobodys, name="Pipes", source="Web", received_at=soon, due_at=now + timedelta(hours=22))
        make_rule(seller, boss, sources=["Web", "Fair"], places=["江苏"], most=30)
        make_rule(way="pool")
    return seller, boss


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_inbox_says_what_is_late_and_a_lead_is_claimed_and_converted(
    people: Any, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    seller, _boss = people
    sign_in(seller)
    page.goto("/sales/leads/")
    expect(page.locator("#rows")).to_contain_text("Late")
    assert axe(page) == []
    screenshot(page, "leads")
    page.get_by_role("link", name="Pool", exact=True).click()
    page.get_by_role("link", name="Pipes").click()
    expect(page.locator(".head-facts")).to_contain_text("Larch Ltd")
    assert axe(page) == []
    screenshot(page, "lead-pool")
    page.get_by_role("button", name="Claim").click()
    expect(page.locator(".skeleton")).to_have_count(0)
    page.get_by_role("button", name="Make an opportunity").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Opportunity")).to_have_value("Larch Ltd · Pipes")
    assert axe(page) == []
    screenshot(page, "lead-convert", reload=False)
    dialog.get_by_role("button", name="Create opportunity").click()
    expect(page.locator("h1")).to_have_text("Larch Ltd · Pipes")
    with acting_as(seller.pk, through="page"):
        assert Lead.objects.get(name="Pipes").opportunity == Opportunity.objects.get()


def test_on_a_phone_a_late_lead_is_ended_with_a_reason(
    people: Any, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    seller, _boss = people
    sign_in(seller)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.goto("/sales/leads/")
    assert fits(page)
    screenshot(page, "leads-phone")
    with acting_as(seller.pk, through="page"):
        pk = Lead.objects.get(name="Pumps").pk
    page.goto(f"/sales/leads/{pk}/")
    expect(page.locator(".lead-late")).to_contain_text("The first response is late.")
    expect(page.locator(".skeleton")).to_have_count(0)
    assert fits(page)
    screenshot(page, "lead-phone")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Disqualify").click()
    page.get_by_label("No need").check()
    assert axe(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Disqualify").click()
    expect(page).to_have_url(re.compile(r"/sales/leads/\?"))
    with acting_as(seller.pk, through="page"):
        assert (Lead.objects.get(pk=pk).state, Lead.objects.get(pk=pk).reason) == ("disqualified", "no_need")


def test_rules_are_read_made_and_put_in_another_order(
    people: Any, sign_in: Any, page: Page, axe: Any, screenshot: Any
) -> None:
    _seller, boss = people
    sign_in(boss)
    page.goto("/sales/leads/rules/")
    expect(page.locator(".lead-rules")).to_contain_text("Leads from Web or Fair, in 江苏 → in turn to Wang Jing, Boss")
    assert axe(page) == []
    screenshot(page, "lead-rules")
    page.get_by_role("button", name="Ask rule 2 earlier").click()
    expect(page.locator(".lead-rules > li").first).to_contain_text("All leads → the pool")
    page.get_by_role("link", name="New rule").click()
    screenshot(page, "lead-rule")
    page.get_by_label("Source").fill("Web, Fair")
    page.get_by_label("One colleague").check()
    page.get_by_label("Wang Jing").check()
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".lead-rules > li").last).to_contain_text("Leads from Web or Fair → Wang Jing")
    assert LeadRule.objects.order_by("place").values_list("way", flat=True)[2] == "member"
    page.goto("/sales/leads/new/")
    assert axe(page) == []
    screenshot(page, "lead-new")
    page.set_viewport_size({"width": 390, "height": 844})
    for url in ("/sales/leads/rules/", "/sales/leads/rules/new/", "/sales/leads/new/"):
        page.goto(url)
        assert fits(page), url
    screenshot(page, "lead-new-phone")
