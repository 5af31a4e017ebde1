"""Promises on pages: asked for by entries, marked in the composer, closed with proof, due in my day."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.timeline.factories import make_entry, make_promise
from guanxi.timeline.models import Declined, Entry, Promise
from guanxi.timeline.tests.people import House
from guanxi.timeline.tests.views.test_pages import client_of, queries_of

SAID = "Good visit. We will deliver the pump by Friday."
PLACE = SAID.index("We")
ASKS = "Looks like a promise"


def page_of(client: Client, house: House) -> str:
    return client.get(f"/timeline/customer/{house.customer.pk}/entries/").content.decode()


def note(house: House, text: str = SAID, **values: Any) -> Entry:
    with acting_as_system("test"):
        return make_entry(house.customer, text=text, **{"member": house.seller, **values})


def only() -> Promise:
    with acting_as_system("test"):
        return Promise.objects.get()


def test_an_entry_asks_its_writer_alone_about_what_looks_like_a_promise(house: House) -> None:
    note(house)
    assert ASKS in page_of(client_of(house.seller), house)
    assert ASKS not in page_of(client_of(house.manager), house)


@pytest.mark.parametrize(
    "values",
    [
        {"text": "The customer will pay by Friday."},
        {"kind": "mail", "direction": "in"},
        {"at": clock.now() - timedelta(days=40)},
        {"kind": "created"},
    ],
)
def test_nothing_is_asked_about_what_is_no_promise_of_ours_or_long_past(house: House, values: dict[str, Any]) -> None:
    note(house, **values)
    assert ASKS not in page_of(client_of(house.seller), house)


def test_an_outgoing_mail_asks(house: House) -> None:
    note(house, kind="mail", direction="out")
    assert ASKS in page_of(client_of(house.seller), house)


def test_a_no_is_remembered(house: House) -> None:
    entry, client = note(house), client_of(house.seller)
    assert client.post(f"/timeline/entries/{entry.pk}/no-promise/", {"place": PLACE}).status_code == 200
    assert ASKS not in page_of(client, house)
    with acting_as_system("test"):
        assert list(Declined.objects.values_list("entry_id", "place")) == [(entry.pk, PLACE)]


@pytest.mark.parametrize("place", ["", "x", "-1", "99999", "9" * 30])
def test_a_no_to_nothing_is_not_found(house: House, place: str) -> None:
    entry = note(house)
    answer = client_of(house.seller).post(f"/timeline/entries/{entry.pk}/no-promise/", {"place": place})
    assert answer.status_code == 404


def test_a_suggestion_fills_the_dialog_and_is_not_asked_again(house: House) -> None:
    entry, client = note(house), client_of(house.seller)
    dialog = client.get(f"/timeline/promises/new/?entry={entry.pk}&place={PLACE}").content.decode()
    assert 'value="We will deliver the pump by Friday"' in dialog
    assert '<option value="delivery" selected>' in dialog
    given = {"title": "We deliver", "topic": "delivery", "when": "tomorrow", "customer": house.customer.pk,
             "entry": entry.pk, "place": PLACE, "stay": "1"}  # fmt: skip
    answer = client.post("/timeline/promises/new/", given)
    assert answer.status_code == 204
    assert set(json.loads(answer["HX-Trigger"])) == {"toast", "closeDialog", "recordChanged", "customerChanged"}
    made = only()
    assert (made.entry_id, made.place, made.promised_by_id) == (entry.pk, PLACE, house.seller.pk)
    page = page_of(client, house)
    assert ASKS not in page
    assert f'href="/timeline/promises/{made.pk}/"' in page


def test_an_amount_is_taken_from_the_words(house: House) -> None:
    entry = note(house, "单价我们保证每台8800元。")
    dialog = client_of(house.seller).get(f"/timeline/promises/new/?entry={entry.pk}&place=0").content.decode()
    assert 'name="amount" type="text" inputmode="decimal" value="8800"' in dialog


def test_a_promise_of_a_corrected_entry_answers_for_its_correction(house: House) -> None:
    entry = note(house)
    with acting_as_system("test"):
        make_promise(house.customer, "pump", owner=house.seller, entry=entry, place=PLACE)
        make_entry(house.customer, text=f"{SAID} Really.", member=house.seller, corrects=entry)
    page = page_of(client_of(house.seller), house)
    assert ASKS not in page
    assert page.count('class="tag promise-tag"') == 2


def test_the_composer_marks_a_promise_and_its_entry(house: House) -> None:
    given = {
        "kind": "call", "text": "Rang Mr Li\nWants two pumps", "promise": "1", "promise_title": "", "promise_topic": "delivery",
        "promise_due": "2026-12-01T18:00",
    }  # fmt: skip
    client = client_of(house.seller)
    assert client.post(f"/timeline/customer/{house.customer.pk}/log/", given).status_code == 200
    made = only()
    assert (made.title, made.topic, made.place) == ("Rang Mr Li", "delivery", None)
    with acting_as_system("test"):
        assert Entry.objects.get(pk=made.entry_id).kind == "call"


def test_a_refused_promise_keeps_its_entry_from_being_half_saved(house: House) -> None:
    given = {"kind": "call", "text": "", "outcome": "Reached", "promise": "1", "promise_topic": "other"}
    answer = client_of(house.seller).post(f"/timeline/customer/{house.customer.pk}/log/", given)
    assert answer.status_code == 422
    with acting_as_system("test"):
        assert (Entry.objects.count(), Promise.objects.count()) == (0, 0)


def test_a_second_price_is_flagged_at_once_and_on_the_customers_page(house: House) -> None:
    with acting_as_system("test"):
        make_promise(house.customer, "A100 at 1200", owner=house.manager, topic="price", amount=Decimal(1200))
    client = client_of(house.seller)
    given = {"title": "A100 for 1150", "topic": "price", "amount": "1150", "customer": house.customer.pk, "stay": "1"}
    answer = client.post("/timeline/promises/new/", given)
    assert "contradicts" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    panel = client.get(f"/timeline/customer/{house.customer.pk}/promises/").content.decode()
    assert panel.count('class="contradicts"') == 2
    with acting_as_system("test"):
        ids = list(Promise.objects.values_list("pk", flat=True))
    assert ["contradicts what else" in client.get(f"/timeline/promises/{pk}/").content.decode() for pk in ids] == [
        True,
        True,
    ]


def test_keeping_asks_for_proof_and_closes(house: House) -> None:
    with acting_as_system("test"):
        made = make_promise(house.customer, "pump", owner=house.seller)
        proof = make_entry(house.customer, "mail", subject="Delivery note", text="")
    client = client_of(house.seller)
    url = f"/timeline/promises/{made.pk}/keep/"
    assert "Delivery note" in client.get(url).content.decode()
    refused = client.post(url, {"proof": ""})
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#promise-errors")
    assert client.post(url, {"entry": proof.pk}).status_code == 204
    assert (only().closed_as, only().proof_entry_id) == ("kept", proof.pk)
    assert client.get(url).status_code == 404
    assert client.post(f"/timeline/promises/{made.pk}/reopen/").status_code == 302
    assert client.post(f"/timeline/promises/{made.pk}/withdraw/", {"proof": "Out of stock"}).status_code == 204
    assert only().closed_as == "withdrawn"


def test_editing_and_deleting(house: House) -> None:
    with acting_as_system("test"):
        made = make_promise(house.customer, "pump", owner=house.seller, amount=Decimal("1.50"), currency="EUR")
    client = client_of(house.seller)
    url = f"/timeline/promises/{made.pk}/"
    assert 'value="1.50"' in client.get(f"{url}edit/").content.decode()
    given = {"title": "two pumps", "topic": "delivery", "amount": "", "currency": ""}
    assert client.post(f"{url}edit/", given).status_code == 204
    assert (only().title, only().amount, only().topic) == ("two pumps", None, "delivery")
    assert client.post(f"{url}delete/").status_code == 302
    assert client.get(url).status_code == 404


def test_readers_get_no_way_to_change(house: House) -> None:
    with acting_as_system("test"):
        made = make_promise(house.customer, "pump", owner=house.seller)
        house.customer.collaborations.create(member=house.stranger, may_edit=False)
    client = client_of(house.stranger)
    assert client.get(f"/timeline/promises/{made.pk}/").status_code == 200
    ends = ("edit/", "keep/", "withdraw/")
    assert [client.get(f"/timeline/promises/{made.pk}/{end}").status_code for end in ends] == [404, 404, 404]
    ends = ("reopen/", "delete/")
    assert [client.post(f"/timeline/promises/{made.pk}/{end}").status_code for end in ends] == [404, 404]


def test_my_day_shows_promises_at_their_time(house: House) -> None:
    now = clock.now()
    with acting_as_system("test"):
        make_promise(house.customer, "late promise", owner=house.seller, due_at=now - timedelta(hours=1))
        make_promise(house.customer, "colleague's", owner=house.manager, due_at=now - timedelta(hours=1))
        make_promise(house.customer, "kept one", owner=house.seller, due_at=now - timedelta(hours=1), closed_as="kept")
        make_promise(house.customer, "far ahead", owner=house.seller, due_at=now + timedelta(days=9))
    page = client_of(house.seller).get("/").content.decode()
    shown = {title: title in page for title in ("late promise", "colleague&#x27;s", "kept one", "far ahead")}
    assert shown == {"late promise": True, "colleague&#x27;s": False, "kept one": False, "far ahead": False}


def test_the_lists_presets_find_what_they_say(house: House) -> None:
    now = clock.now()
    with acting_as_system("test"):
        make_promise(house.customer, "Mine open", owner=house.seller, due_at=now + timedelta(days=1))
        make_promise(house.customer, "Mine late", owner=house.seller, due_at=now - timedelta(days=1))
        make_promise(house.customer, "Theirs late", owner=house.manager, due_at=now - timedelta(days=1))
        make_promise(house.customer, "Mine kept", owner=house.seller, closed_as="kept")
    client = Client()
    client.force_login(house.seller)

    def listed(query: str) -> set[str]:
        page = client.get(f"/timeline/promises/?{query}", follow=True).content.decode()
        return {title for title in ("Mine open", "Mine late", "Theirs late", "Mine kept") if title in page}

    assert listed("") == {"Mine open", "Mine late"}
    assert listed("view=all&f=state:any:overdue") == {"Mine late", "Theirs late"}
    assert listed("view=all&f=owner:team;state:any:open,overdue") == {"Mine open", "Mine late"}
    assert listed("view=all&f=state:any:kept") == {"Mine kept"}
    assert listed("view=all&f=state:any:overdue,kept") == {"Mine late", "Theirs late", "Mine kept"}
    assert listed("view=all&f=state:none:open,overdue") == {"Mine kept"}


def test_the_pages_ask_as_much_for_one_promise_as_for_thirty(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guanxi.staff.queries.company.KEPT", 1e9)  # read once, whenever the five seconds end
    client = client_of(house.seller)
    urls = [f"/timeline/customer/{house.customer.pk}/{end}" for end in ("", "promises/")]
    urls += ["/", "/timeline/promises/?view=all"]
    with acting_as_system("test"):
        entry = make_entry(house.customer, text=SAID, member=house.seller)
        make_promise(house.customer, owner=house.seller, entry=entry, place=1, due_at=clock.now(), topic="delivery")
    client.get("/")
    few = [queries_of(client, url) for url in urls]
    with acting_as_system("test"):
        for number in range(15):
            other = make_customer(owner=house.seller)
            entry = make_entry(house.customer, text=f"{SAID} {number}", member=house.seller)
            for customer in (other, house.customer):
                make_promise(customer, owner=house.seller, due_at=clock.now(), topic="delivery", entry=None if customer is other else entry, place=1)  # fmt: skip
    assert [queries_of(client, url) for url in urls] == few
    assert max(few) <= 25


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("/timeline/promises/?f=state:any:overdue&sort=due_at", '"timeline_promise"."closed_as" = \'\''),
        ("/timeline/tasks/?f=state:any:open,overdue&sort=due_at", '"timeline_task"."done_at" IS NULL'),
    ],
)
def test_what_is_open_is_asked_for_in_words_that_an_index_knows(house: House, url: str, known: str) -> None:
    client = client_of(house.seller)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    pages = [one["sql"] for one in caught.captured_queries if "LIMIT" in one["sql"] and "ORDER BY" in one["sql"]]
    table = known.split(".", maxsplit=1)[0]
    assert {known in sql for sql in pages if f"FROM {table}" in sql} == {True}
