"""What a seller does all day, in a real browser with the keyboard alone."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.models import Customer
from guanxi.timeline.factories import make_entry, make_task
from guanxi.timeline.models import Attachment, Entry
from guanxi.timeline.tests.people import House, make_house

SignIn = Callable[[Any], None]


@pytest.fixture
def house(live: str) -> House:
    return make_house()


def open_record(page: Page, house: House) -> None:
    page.goto(f"/customers/{house.customer.pk}/")
    page.locator("#log-text").wait_for()


def test_a_follow_up_is_logged_in_seconds_with_the_keyboard_only(page: Page, sign_in: SignIn, house: House) -> None:
    sign_in(house.seller)
    open_record(page, house)
    began = monotonic()
    page.keyboard.press("l")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")  # note → call
    page.keyboard.press("Tab")
    page.keyboard.type("Wants 50 pieces by May")
    for _ in range(40):  # on to the presets, however many fields a call has
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "when":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # in 3 days
    page.keyboard.press("Tab")
    page.keyboard.type("Send the quote")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline-entries .entry").first).to_contain_text("Wants 50 pieces by May")
    assert monotonic() - began < 15
    expect(page.locator("#log-text")).to_have_value("")
    expect(page.locator("#log-text")).to_be_focused()
    with acting_as_system("test"):
        entry = Entry.objects.get()
        customer = Customer.objects.get(pk=house.customer.pk)
    due = timezone.localtime(customer.next_contact_at)
    assert (entry.kind, customer.next_step) == ("call", "Send the quote")
    assert due.date() == timezone.localtime(clock.now()).date() + timedelta(days=3)


def test_a_mention_is_chosen_from_the_list_and_a_refusal_loses_nothing(
    page: Page, sign_in: SignIn, house: House
) -> None:
    sign_in(house.seller)
    open_record(page, house)
    page.evaluate("import(document.querySelector('script[src*=\"timeline/files\"]').src)")  # until it listens
    page.set_input_files("#log-form input[type=file]", [{"name": "报价.txt", "mimeType": "text/plain", "buffer": b"x"}])
    page.locator("#log-text").press_sequentially("Please look @al")
    page.locator("#log-mentions [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#log-text")).to_have_value("Please look @Ann Lee ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log-errors")).to_contain_text("Ann Lee")
    expect(page.locator("#log-text")).to_have_value("Please look @Ann Lee ")
    page.get_by_role("button", name="Share the customer").click()
    expect(page.locator(".entry").first).to_contain_text("@Ann Lee")
    expect(page.locator(".entry .attachment").first).to_contain_text("报价.txt")
    with acting_as_system("test"):
        assert Attachment.objects.get().name == "报价.txt"


def test_a_draft_survives_a_reload(page: Page, sign_in: SignIn, house: House) -> None:
    sign_in(house.seller)
    open_record(page, house)
    page.locator("#log-text").press_sequentially("Half a sentence")
    page.wait_for_timeout(400)
    open_record(page, house)
    expect(page.locator("#log-text")).to_have_value("Half a sentence")


def test_an_entry_is_corrected_in_its_dialog(page: Page, sign_in: SignIn, house: House) -> None:
    with acting_as_system("test"):
        make_entry(house.customer, member=house.seller, text="500 pieces")
    sign_in(house.seller)
    open_record(page, house)
    page.locator(".entry-correct").first.click()
    page.locator("#correction-text").fill("50 pieces")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry del")).to_contain_text("500 pieces")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_task_is_done_and_undone_from_my_day(page: Page, sign_in: SignIn, house: House) -> None:
    with acting_as_system("test"):
        make_task(
            "Send the quote", owner=house.seller, customer=house.customer, due_at=clock.now() - timedelta(hours=3)
        )
    sign_in(house.seller)
    page.goto("/")
    page.get_by_role("button", name="Done: Send the quote").click()
    expect(page.locator(".day-done")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".day-done")).to_have_count(1)


def test_the_pages_are_accessible_and_photographed(
    page: Page, sign_in: SignIn, house: House, axe: Any, screenshot: Any
) -> None:
    now = clock.now()
    with acting_as_system("test"):
        for days in range(6):
            make_entry(
                house.customer,
                "call",
                at=now - timedelta(days=days),
                member=house.seller,
                channel="phone",
                direction="out",
                duration=420,
                outcome="有意向",
                text="对方要 50 件，@李强 请看 https://example.com",
            )
        make_task("发报价单", owner=house.seller, customer=house.customer, due_at=now - timedelta(days=2))
        task = make_task(
            "准备合同", owner=house.seller, customer=house.customer, due_at=now + timedelta(minutes=3), note="第二版"
        )
    sign_in(house.seller)
    for path, name in (
        ("/", "day"),
        (f"/timeline/tasks/{task.pk}/", "task"),
        (f"/timeline/tasks/{task.pk}/edit/", "task-edit"),
        ("/timeline/tasks/", "tasks"),
    ):
        page.goto(path)
        assert [one for one in axe(page) if "member-menu" not in one] == [], path
        screenshot(page, f"timeline-{name}")
    open_record(page, house)
    page.locator("input[name=kind][value=call]").check(force=True)
    page.locator("#timeline .entry").first.wait_for()
    assert [one for one in axe(page) if "#timeline" in one or "log-" in one] == []
    screenshot(page, "timeline-record", reload=False)


DROP = """kind => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([kind], kind + ".txt"));
  const event = kind === "drop"
    ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.getElementById("log-text").dispatchEvent(event);
}"""


def test_files_are_dropped_pasted_and_taken_out_again(page: Page, sign_in: SignIn, house: House) -> None:
    sign_in(house.seller)
    open_record(page, house)
    page.evaluate("import(document.querySelector('script[src*=\"timeline/files\"]').src)")  # until it listens
    page.set_input_files("#log-form input[type=file]", [{"name": "chosen.txt", "mimeType": "", "buffer": b"c"}])
    page.evaluate(DROP, "drop")
    page.evaluate(DROP, "paste")
    expect(page.locator("[data-file-names] li")).to_have_count(3)
    page.get_by_role("button", name="Remove drop.txt").click()
    page.locator("#log-save").click()
    expect(page.locator(".entry .attachment")).to_have_count(2)
    with acting_as_system("test"):
        assert sorted(Attachment.objects.values_list("name", flat=True)) == ["chosen.txt", "paste.txt"]


def test_the_field_asks_for_what_its_tab_wants(page: Page, sign_in: SignIn, house: House) -> None:
    sign_in(house.seller)
    open_record(page, house)
    text = page.locator("#log-text")
    happened, wanted = "What happened? @ mentions a colleague", "What is to be done? More on the lines below"
    expect(text).to_have_attribute("placeholder", happened)
    page.locator("#log-form .tab", has_text="Task").click()
    expect(text).to_have_attribute("placeholder", wanted)
    text.fill("Ring")
    page.wait_for_timeout(500)  # a draft is kept after a quarter of a second
    page.reload()
    expect(text).to_have_value("Ring")
    expect(text).to_have_attribute("placeholder", wanted)
    page.locator("#log-form .tab", has_text="Note").click()
    expect(text).to_have_attribute("placeholder", happened)
