"""S2: "On the road I can't see the customer or product data that is in the office": the network is cut in a real browser."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Price, PriceBook
from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Channel, Customer, Identity
from guanxi.staff.factories import make_member
from guanxi.staff.models import Company, Member
from guanxi.staff.queries.company import forget_customs
from guanxi.timeline.factories import make_entry, make_promise, make_task
from guanxi.timeline.models import Entry, Task

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
STORED = """async () => {
  const db = await new Promise((done) => { const asked = indexedDB.open("guanxi-pocket"); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => { const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const text = (one) => new TextDecoder().decode(one.data ?? one.sealed.data);
  return { pages: (await all("pages")).map(text), outbox: (await all("outbox")).map(text) };
}"""

AGAIN = """async (member) => {
  const box = await import("/static/pocket/outbox.js");
  for (const one of await box.list(member)) await box.mend(one.token, {});
  await box.flush();
}"""


class Road:
    """A seller on a phone, with a customer to visit today, one next week, a task and a price book."""

    def __init__(self) -> None:
        now = clock.now()
        with acting_as_system("test"):
            self.seller, self.colleague = make_member("Ann"), make_member("Bo")
            self.customer = make_customer("Hangzhou Mill", owner=self.seller, next_step="Sign", next_contact_at=now)
            self.later = make_customer("Later Ltd", owner=self.seller, next_contact_at=now + timedelta(days=7))
            contact = make_contact(self.customer, "Wang")
            Identity.objects.create(
                customer=self.customer, contact=contact, channel=Channel.PHONE, value="+8613812345678"
            )
            make_entry(self.customer, "call", text="They like the pump.", member=self.seller)
            make_promise(self.customer, "Deliver by Friday", owner=self.seller)
            self.task = make_task("Bring samples", owner=self.seller, customer=self.customer, due_at=now)
            book = PriceBook.objects.create(name="List 2026", currency="CNY", valid_from="2020-01-01")
            for name, price in (("Pump", 1234), ("Valve", 56)):
                Price.objects.create(book=book, product=make_product(name=name), price=price)


@pytest.fixture
def road(transactional_db: None, sign_in: Any, page: Page) -> Road:
    made = Road()
    sign_in(made.seller)
    page.set_viewport_size(PHONE)
    return made


def fill(page: Page) -> None:
    page.goto("/pocket/")
    page.get_by_role("button", name="Keep a pocket on this device").click()
    expect(page.get_by_text("The pocket is filled.")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.active.state)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def visit(page: Page, path: str) -> None:
    """A page of the frame, once its modules have shown it."""
    page.goto(path)
    page.wait_for_selector("html[data-shown]", state="attached")


def keep(page: Page, way: str, button: str, text: str) -> None:
    page.locator("summary", has_text=way).click()
    page.locator("details[open] textarea").fill(text)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Kept on this device. It is sent when you are back.")).to_be_visible()


def plan(page: Page, step: str) -> None:
    """The next contact, at ten in the morning where the company is (Shanghai)."""
    page.locator("summary", has_text="Next contact").click()
    page.get_by_label("When").fill("2027-03-01T10:00")
    page.get_by_label("Next step").fill(step)
    page.get_by_role("button", name="Keep next contact").click()
    expect(page.get_by_text("Kept on this device. It is sent when you are back.")).to_be_visible()


def entries(customer: Customer) -> list[tuple[str, str]]:
    with acting_as_system("test"):
        rows = Entry.objects.filter(customer=customer, kind__in=["note", "visit"]).order_by("pk")
        return list(rows.values_list("kind", "text"))


def change(model: Any, pk: int, **values: Any) -> None:
    with acting_as_system("test"):
        model.objects.filter(pk=pk).update(**values)


def test_what_he_needs_today_is_readable_without_a_connection(
    road: Road, page: Page, context: BrowserContext, axe: Any
) -> None:
    fill(page)
    context.set_offline(True)
    visit(page, "/")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Hangzhou Mill").first.click()
    for words in ("Wang", "They like the pump.", "Deliver by Friday"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("link", name="+8613812345678")).to_have_attribute("href", "tel:+8613812345678")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    page.get_by_role("link", name="Prices").click()
    page.get_by_label("Product or code").fill("pum")
    expect(page.locator("[data-list] li")).to_have_count(1)
    expect(page.locator("[data-list] li")).to_contain_text("1,234")
    page.get_by_role("link", name="Tasks").click()
    expect(page.get_by_text("Bring samples").last).to_be_visible()
    assert axe(page) == []
    visit(page, f"/customers/{road.later.pk}/")
    expect(page.get_by_role("heading", name="This page is not in your pocket")).to_be_visible()
    expect(page.get_by_text("choose “Take along”")).to_be_visible()
    visit(page, "/sales/opportunities/board/")
    expect(page.get_by_text("everything else needs a connection")).to_be_visible()
    assert axe(page) == []


def test_what_he_writes_arrives_once_and_in_order_when_he_is_back(
    road: Road, page: Page, context: BrowserContext, axe: Any
) -> None:
    fill(page)
    context.set_offline(True)
    visit(page, f"/customers/{road.customer.pk}/")
    keep(page, "Write a note", "Keep note", "First note")
    page.locator("summary", has_text="Check in").click()
    page.get_by_label("With my position").check()
    page.get_by_role("button", name="Check in now").click()
    expect(page.get_by_text("The device gave no position.")).to_be_visible()
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 30.2741, "longitude": 120.1551, "accuracy": 20})
    page.get_by_role("button", name="Check in now").click()
    expect(page.locator("[data-here] li")).to_have_count(2)
    plan(page, "Bring the contract")
    keep(page, "Write a note", "Keep note", "Second note")
    plan(page, "Sign")
    visit(page, "/timeline/tasks/")
    page.get_by_role("button", name="Done: Bring samples").click()
    expect(page.locator("#nav-written [data-count]")).to_have_text("6")
    visit(page, "/pocket/written/")
    expect(page.get_by_text("Waiting to be sent", exact=True)).to_have_count(6)
    assert axe(page) == []
    stored = str(page.evaluate(STORED))
    assert [one for one in ("Wang", "First note", "Hangzhou") if one in stored] == []
    assert entries(road.customer) == []
    context.set_offline(False)
    expect(page.get_by_text("The connection is back.")).to_be_visible()
    expect(page.get_by_text("Arrived", exact=True)).to_have_count(6)
    assert entries(road.customer) == [("note", "First note"), ("visit", ""), ("note", "Second note")]
    with acting_as_system("test"):
        assert Entry.objects.get(kind="visit").data == {"position": [30.2741, 120.1551, 20]}
        planned = Customer.objects.get(pk=road.customer.pk)
        assert (planned.next_step, str(planned.next_contact_at)) == ("Sign", "2027-03-01 02:00:00+00:00")
    with acting_as_system("test"):
        assert Task.objects.get(pk=road.task.pk).done_by_id == road.seller.pk
    # all of it once more, as after answers that never came back
    page.evaluate(AGAIN, road.seller.pk)
    expect(page.get_by_text("Arrived", exact=True)).to_have_count(6)
    assert len(entries(road.customer)) == 3


def test_what_became_otherwise_meanwhile_is_shown_with_what_he_wrote(
    road: Road, page: Page, context: BrowserContext, axe: Any
) -> None:
    fill(page)
    context.set_offline(True)
    visit(page, f"/customers/{road.customer.pk}/")
    keep(page, "Write a note", "Keep note", "They will sign")
    visit(page, "/timeline/tasks/")
    page.get_by_role("button", name="Done: Bring samples").click()
    expect(page.locator("#nav-written [data-count]")).to_have_text("2")
    change(Customer, road.customer.pk, owner=road.colleague)
    change(Task, road.task.pk, done_at=clock.now(), done_by=road.colleague)
    context.set_offline(False)
    page.goto("/")
    badge = page.get_by_role("link", name="2 written offline; something needs you")
    expect(badge).to_be_visible()
    assert axe(page) == []
    badge.click()
    expect(page.get_by_text("you do not see it any more")).to_be_visible()
    expect(page.get_by_text("Bo finished this task already")).to_be_visible()
    expect(page.get_by_label("What was written").first).to_have_value("They will sign")
    assert axe(page) == []
    first = page.locator(".pocket-item").first
    with acting_as_system("test"):
        from guanxi.customers.searching import index_customers

        index_customers([road.later.pk])
    first.get_by_label("Send to another customer").press_sequentially("Later")
    first.get_by_role("button", name="Later Ltd").click()
    first.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Arrived", exact=True)).to_be_visible()
    assert entries(road.later) == [("note", "They will sign")]
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".pocket-item")).to_have_count(1)


def test_signing_out_asks_about_what_is_unsent_and_clears_the_device(
    road: Road, page: Page, context: BrowserContext, axe: Any
) -> None:
    fill(page)
    context.set_offline(True)
    visit(page, f"/customers/{road.customer.pk}/")
    keep(page, "Write a note", "Keep note", "Unsent")
    change(Customer, road.customer.pk, owner=road.colleague)
    context.set_offline(False)
    page.goto("/")
    expect(page.get_by_role("link", name="1 written offline; something needs you")).to_be_visible()
    page.get_by_role("button", name="Account of Ann").click()
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Written offline and not sent yet: 1.")
    assert axe(page) == []
    dialog.get_by_role("button", name="Send, then sign out").click()
    expect(dialog).to_contain_text("It could not all be sent.")
    dialog.get_by_role("button", name="Stay").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Account of Ann").click()
    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Discard and sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(STORED) == {"pages": [], "outbox": []}
    context.set_offline(True)
    visit(page, f"/customers/{road.customer.pk}/")
    expect(page.get_by_role("heading", name="This device keeps nothing")).to_be_visible()


def test_a_session_that_ended_or_another_member_empties_the_device(
    road: Road, page: Page, context: BrowserContext, sign_in: Any
) -> None:
    fill(page)
    assert len(page.evaluate(STORED)["pages"]) == 3
    sign_in(road.colleague)
    page.goto("/")
    page.wait_for_function(f"() => ({STORED})().then((one) => one.pages.length === 0)")
    sign_in(road.seller)
    fill_again(page)
    context.clear_cookies()
    page.goto("/")
    page.wait_for_function(f"() => ({STORED})().then((one) => one.pages.length === 0)")


def fill_again(page: Page) -> None:
    """This member wanted a pocket here: the next visit fills it."""
    page.goto("/")
    page.wait_for_function(f"() => ({STORED})().then((one) => one.pages.length === 3)")


def test_a_browser_that_keeps_nothing_lets_its_member_sign_out(road: Road, page: Page) -> None:
    page.add_init_script("indexedDB.open = () => { throw new Error('a private window'); }")
    page.goto("/")
    page.get_by_role("button", name="Account of Ann").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_company_that_allows_none_any_more_empties_the_device(road: Road, page: Page) -> None:
    fill(page)
    with acting_as_system("test"):
        Company.objects.update_or_create(pk=1, defaults={"name": "Co", "pocket_hours": 0})
    forget_customs()
    page.get_by_role("button", name="Fill it anew").click()
    expect(page.get_by_text("The server did not allow it. The pocket was emptied.")).to_be_visible()
    assert page.evaluate(STORED)["pages"] == []
    forget_customs()


def test_after_its_hours_the_pocket_is_empty(road: Road, page: Page, context: BrowserContext) -> None:
    fill(page)
    context.set_offline(True)
    page.clock.set_fixed_time(clock.now() + timedelta(hours=12, minutes=1))
    visit(page, "/")
    expect(page.get_by_role("heading", name="This device keeps nothing")).to_be_visible()
    assert page.evaluate(STORED)["pages"] == []


def test_on_the_road_in_chinese(road: Road, page: Page, context: BrowserContext) -> None:
    with acting_as_system("test"):
        Member.objects.filter(pk=road.seller.pk).update(language="zh-hans")
    page.goto("/pocket/")
    page.get_by_role("button", name="在这台设备上保存随身资料").click()
    expect(page.get_by_text("随身资料已备好。")).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    visit(page, "/")
    expect(page.get_by_role("heading", name="我的一天")).to_be_visible()
