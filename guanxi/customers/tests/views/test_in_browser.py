"""What a seller does with customers, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer
from guanxi.customers.models import Collaboration, Customer
from guanxi.customers.tests.people import NOW, People, make_people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    with acting_as_system("test"):
        return make_people()


@pytest.fixture
def seller(people: People, page: Page, sign_in: Any) -> Page:
    sign_in(people.seller)
    return page


def mine(people: People, **values: object) -> Customer:
    with acting_as(people.seller.pk, through="page") as actor:
        given = {"name": "云杉科技有限公司", "phone": "13812345678", "contact": {"name": "张伟", "mail": "z@y.cn"}}
        return create_customer({**given, **values}, actor=actor, at=NOW)


def test_create_with_the_keyboard_and_a_warning_while_typing(
    seller: Page, people: People, screenshot: Any, axe: Any
) -> None:
    held = mine(people)
    seller.goto("/customers/new/")
    seller.keyboard.type("云杉 科技股份有限公司")
    expect(seller.locator("#held-name")).to_contain_text("“云杉科技有限公司”")
    seller.keyboard.press("Tab")  # to the link in the warning
    seller.keyboard.press("Tab")
    seller.keyboard.type("138 1234 5678")
    expect(seller.locator("#held-phone a")).to_have_attribute("href", f"/customers/{held.pk}/")
    assert axe(seller) == []
    screenshot(seller, "customer-new-held", reload=False)
    seller.keyboard.press("Control+Enter")
    expect(seller.locator(".error-summary")).to_be_focused()
    expect(seller.get_by_label("Name", exact=True)).to_have_value("云杉 科技股份有限公司")
    seller.locator("#id_phone").fill("13900000000")
    seller.keyboard.press("Control+Enter")
    expect(seller.get_by_role("heading", level=1)).to_have_text("云杉 科技股份有限公司")


def test_facts_are_edited_in_place_by_keyboard(seller: Page, people: People, screenshot: Any, axe: Any) -> None:
    made = mine(people, city="北京", tags=["VIP"], website="yunshan.cn")
    seller.goto(f"/customers/{made.pk}/")
    expect(seller.locator(".skeleton")).to_have_count(0)
    assert axe(seller) == []
    fact = seller.locator(".fact", has_text="City").locator("[data-edit]")
    fact.focus()
    seller.keyboard.press("Enter")
    field = seller.locator(".fact-form input:not([type=hidden])")
    expect(field).to_be_focused()
    expect(field).to_have_value("北京")
    seller.keyboard.type("上海")
    seller.keyboard.press("Enter")
    expect(seller.locator(".fact", has_text="City").locator("[data-edit]")).to_have_text("上海")
    with acting_as(people.seller.pk, through="page"):
        assert Customer.objects.get(pk=made.pk).city == "上海"
    screenshot(seller, "customer")


def test_chinese_form_asks_a_company_and_a_person_for_different_names(seller: Page, live: str, axe: Any) -> None:
    seller.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live}])
    seller.goto("/customers/new/")
    expect(seller.get_by_role("textbox", name="名称", exact=True)).to_be_visible()
    seller.get_by_label("个人").check()
    expect(seller.get_by_role("textbox", name="姓名", exact=True)).to_be_visible()
    expect(seller.get_by_text("名称", exact=True)).not_to_be_visible()
    assert axe(seller) == []


def test_share_then_hand_over(seller: Page, people: People) -> None:
    made = mine(people)
    seller.goto(f"/customers/{made.pk}/")
    seller.get_by_role("button", name="Share with a colleague").click()
    seller.get_by_role("dialog").get_by_label("Colleague").press_sequentially("zhao")
    seller.get_by_role("option", name=re.compile("Zhao Yun")).click()
    seller.get_by_role("dialog").get_by_label("read and work on it").check()
    seller.get_by_role("dialog").get_by_role("button", name="Share").click()
    expect(seller.locator(".share")).to_contain_text("Zhao Yun")
    with acting_as(people.seller.pk, through="page"):
        assert list(Collaboration.objects.values_list("member", "may_edit")) == [(people.stranger.pk, True)]
    seller.get_by_role("button", name="More actions").click()
    seller.get_by_role("button", name="Hand over").click()
    seller.get_by_role("dialog").get_by_label("New owner").press_sequentially("wang")
    seller.get_by_role("option", name=re.compile("Wang Fang")).click()
    seller.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(seller).to_have_url(re.compile("/customers/$"))
    with acting_as(people.peer.pk, through="page"):
        assert Customer.objects.get(pk=made.pk).owner_id == people.peer.pk
    seller.locator(".toast").get_by_role("button", name="Undo").click()
    expect(seller).to_have_url(re.compile(f"/customers/{made.pk}/$"))
    expect(seller.locator(".toast")).to_contain_text("The hand-over was taken back.")
    with acting_as(people.seller.pk, through="page"):
        assert Customer.objects.get(pk=made.pk).owner_id == people.seller.pk


def test_contact_and_next_step_appear_without_a_reload(seller: Page, people: People) -> None:
    made = mine(people)
    seller.goto(f"/customers/{made.pk}/")
    seller.get_by_role("button", name="New contact").click()
    dialog = seller.get_by_role("dialog")
    dialog.get_by_label("Phone").fill("13812345678")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.locator(".error-summary")).to_be_focused()
    dialog.get_by_label("Name").fill("李雷")
    dialog.get_by_label("Phone").fill("13700000000")
    dialog.get_by_role("button", name="Add").click()
    expect(seller.locator("#reaches")).to_contain_text("李雷")
    expect(seller.get_by_role("dialog")).to_have_count(0)
    seller.get_by_role("button", name="Plan the next step").click()
    seller.get_by_role("dialog").get_by_label("Next step").fill("发报价单")
    seller.get_by_role("dialog").get_by_role("button", name="Plan").click()
    expect(seller.locator("#next-step")).to_contain_text("发报价单")


def test_tab_goes_from_the_last_fact_that_is_shown_to_the_folded_ones(seller: Page, people: People) -> None:
    made = mine(people, city="", website="", industry="机械")
    seller.goto(f"/customers/{made.pk}/")
    expect(seller.locator(".fact", has_text="City")).to_be_hidden()
    industry = seller.locator(".fact", has_text="Industry")
    industry.locator("[data-edit]").click()
    expect(industry.locator("input:not([type=hidden])")).to_be_focused()
    seller.keyboard.press("Tab")
    expect(seller.locator(".facts-unfilled > summary")).to_be_focused()
    seller.keyboard.press("Enter")
    seller.locator(".fact", has_text="City").locator("[data-edit]").click()
    expect(seller.locator(".fact-form input:not([type=hidden])")).to_be_focused()
    seller.keyboard.type("上海")
    seller.keyboard.press("Tab")  # on to the next empty one
    expect(seller.locator(".fact", has_text="City").locator("[data-edit]")).to_have_text("上海")
    expect(seller.locator(".fact-form")).to_have_count(1)
    with acting_as(people.seller.pk, through="page"):
        assert Customer.objects.get(pk=made.pk).city == "上海"


def test_the_page_follows_what_is_changed_on_it(seller: Page, people: People) -> None:
    made = mine(people)
    seller.goto(f"/customers/{made.pk}/")
    expect(seller.locator("#log-contact option")).to_have_text(["–", "张伟"])
    seller.locator("#log-contact").select_option(label="张伟")
    seller.get_by_role("button", name="New contact").click()
    seller.get_by_role("dialog").get_by_label("Name").fill("李雷")
    seller.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(seller.locator("#log-contact option")).to_have_text(["–", "张伟", "李雷"])
    expect(seller.locator("#log-contact option:checked")).to_have_text("张伟")
    seller.get_by_role("button", name="Share with a colleague").click()
    seller.get_by_role("dialog").get_by_label("Colleague").press_sequentially("zhao")
    seller.get_by_role("option", name=re.compile("Zhao Yun")).click()
    seller.get_by_role("dialog").get_by_role("button", name="Share").click()
    expect(seller.locator("#head-shared [title='Zhao Yun']")).to_be_visible()
    seller.locator(".head-fact", has_text="Stage").locator("[data-edit]").click()
    seller.locator(".fact-form select").select_option("customer")
    seller.keyboard.press("Enter")
    expect(seller.locator("#timeline-entries .entry").first).to_contain_text("moved the stage")
    expect(seller.locator("#facts")).not_to_contain_text("Last contact")
    seller.locator("#log-form .tab", has_text="Call").click()
    seller.locator("#log-text").fill("Rang")
    seller.get_by_role("button", name="Save", exact=True).click()
    expect(seller.locator("#facts .fact", has_text="Last contact")).to_contain_text("just now")


def test_on_a_phone_every_part_of_the_page_opens_its_dialogs(seller: Page, people: People) -> None:
    made = mine(people)
    seller.set_viewport_size({"width": 390, "height": 844})
    seller.goto(f"/customers/{made.pk}/")
    for part, button in (("Timeline", "Hand over"), ("Facts", "New contact"), ("More", "Hand over")):
        seller.get_by_role("tab", name=part).click()
        if button == "Hand over":
            seller.get_by_role("button", name="More actions").click()
        seller.get_by_role("button", name=button).click()
        expect(seller.locator("dialog[open] button[type=submit]")).to_be_visible()
        seller.keyboard.press("Escape")
        expect(seller.locator("dialog[open]")).to_have_count(0)
