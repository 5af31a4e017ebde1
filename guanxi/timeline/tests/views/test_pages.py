import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Customer
from guanxi.timeline.factories import make_entry, make_task
from guanxi.timeline.models import Attachment, Entry, Task
from guanxi.timeline.queries.colleague import colleagues_like
from guanxi.timeline.tests.people import House


def client_of(member: Any) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_my_day_asks_at_most_25_queries_whatever_there_is(house: House) -> None:
    client = client_of(house.seller)
    client.get("/")
    few = queries_of(client, "/")
    with acting_as_system("test"):
        for _ in range(30):
            customer = make_customer(owner=house.seller, stage="customer", created_at=clock.now() - timedelta(days=90))
            make_task(owner=house.seller, customer=customer, due_at=clock.now())
            make_entry(customer, "call", member=house.seller, channel="phone")
    assert queries_of(client, "/") == few
    assert few <= 25


def test_the_timeline_asks_as_much_for_one_as_for_thirty(house: House) -> None:
    client = client_of(house.seller)
    url = f"/timeline/customer/{house.customer.pk}/"
    with acting_as_system("test"):
        make_entry(house.customer, member=house.seller)
    client.get(url)  # the first visit of a session writes that it was one
    few = queries_of(client, url)
    with acting_as_system("test"):
        for number in range(30):
            made = make_entry(house.customer, member=house.seller, contact=make_contact(house.customer))
            given = {"name": f"{number}.txt", "type": "text/plain", "size": 1, "sha256": "0" * 64}
            Attachment.objects.create(entry=made, customer=house.customer, **given)
    assert queries_of(client, url) == few
    assert few <= 25


@pytest.mark.parametrize("end", ["", "entries/", "tasks/"])
def test_a_strangers_timeline_is_not_found(house: House, end: str) -> None:
    assert client_of(house.stranger).get(f"/timeline/customer/{house.customer.pk}/{end}").status_code == 404
    assert client_of(house.manager).get(f"/timeline/customer/{house.customer.pk}/{end}").status_code == 200


def test_logging_saves_everything_and_answers_with_the_timeline(house: House) -> None:
    given = {
        "kind": "call", "text": "Wants <b>500</b>", "direction": "out", "minutes": "5", "outcome": "Reached",
        "when": "tomorrow", "next_step": "Quote", "files": SimpleUploadedFile("a.txt", b"x"),
    }  # fmt: skip
    response = client_of(house.seller).post(f"/timeline/customer/{house.customer.pk}/log/", given)
    assert response.status_code == 200
    assert json.loads(response["HX-Trigger"])["customerChanged"] == {"id": house.customer.pk}
    assert "Wants &lt;b&gt;500&lt;/b&gt;" in response.content.decode()
    with acting_as_system("test"):
        entry = Entry.objects.get()
        customer = Customer.objects.get(pk=house.customer.pk)
    assert (entry.kind, entry.duration, entry.outcome, entry.channel) == ("call", 300, "Reached", "phone")
    assert (customer.next_step, customer.next_contact_at is not None) == ("Quote", True)


def test_a_refusal_is_put_beside_the_form_and_nothing_is_kept(house: House) -> None:
    given = {"kind": "note", "text": "@Ann Lee look", "when": "tomorrow"}
    response = client_of(house.seller).post(f"/timeline/customer/{house.customer.pk}/log/", given)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#log-errors")
    assert 'name="share"' in response.content.decode()
    with acting_as_system("test"):
        assert Entry.objects.count() == 0
        assert Customer.objects.get(pk=house.customer.pk).next_contact_at is None


def test_a_refusal_late_in_the_form_takes_back_what_was_written_before(house: House) -> None:
    given = {"kind": "note", "text": "x", "next_step": "y" * 301, "files": SimpleUploadedFile("a.txt", b"x")}
    response = client_of(house.seller).post(f"/timeline/customer/{house.customer.pk}/log/", given)
    assert response.status_code == 422
    with acting_as_system("test"):
        assert Entry.objects.count() == 0


def test_the_composer_makes_tasks_too(house: House) -> None:
    given = {
        "kind": "task",
        "text": "Send quote\nwith the new prices",
        "when": "in_3_days",
        "owner": str(house.manager.pk),
    }
    assert client_of(house.seller).post(f"/timeline/customer/{house.customer.pk}/log/", given).status_code == 200
    with acting_as_system("test"):
        task = Task.objects.get()
    assert (task.title, task.note, task.owner_id) == ("Send quote", "with the new prices", house.manager.pk)
    assert (task.customer_id, task.due_at is not None) == (house.customer.pk, True)


def test_older_pages_do_not_repeat_the_day(house: House) -> None:
    with acting_as_system("test"):
        for _ in range(40):
            make_entry(house.customer, member=house.seller)
    client = client_of(house.seller)
    first = client.get(f"/timeline/customer/{house.customer.pk}/entries/").content.decode()
    url = first.split('hx-get="')[-1].split('"')[0].replace("&amp;", "&")
    second = client.get(url).content.decode()
    assert (first.count('class="timeline-day"'), second.count('class="timeline-day"')) == (1, 0)
    assert (first.count('<li class="entry'), second.count('<li class="entry')) == (30, 10)


def test_a_task_is_finished_and_opened_again_from_its_page(house: House) -> None:
    with acting_as(house.seller.pk, through="page"):
        task = make_task("Ring", owner=house.seller)
    client = client_of(house.seller)
    done = client.post(f"/timeline/tasks/{task.pk}/done/")
    assert json.loads(done["HX-Trigger"])["toast"]["undo"] == f"/timeline/tasks/{task.pk}/reopen/"
    assert client.post(f"/timeline/tasks/{task.pk}/reopen/")["HX-Trigger"] == "reload"
    assert client.get(f"/timeline/tasks/{task.pk}/").status_code == 200
    assert client_of(house.stranger).get(f"/timeline/tasks/{task.pk}/").status_code == 404
    assert client_of(house.stranger).post(f"/timeline/tasks/{task.pk}/done/").status_code == 404


def test_a_task_is_made_changed_and_deleted_by_its_dialog(house: House) -> None:
    client = client_of(house.seller)
    made = client.post("/timeline/tasks/new/", {"title": "Ring", "when": "custom", "when_at": "2026-05-01T10:00"})
    assert made.status_code == 204
    with acting_as_system("test"):
        task = Task.objects.get()
    assert made["HX-Redirect"] == f"/timeline/tasks/{task.pk}/"
    refused = client.post(f"/timeline/tasks/{task.pk}/edit/", {"title": "Ring", "owner_q": "Nobody"})
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#task-errors")
    assert client.post(f"/timeline/tasks/{task.pk}/edit/", {"title": "Ring twice"}).status_code == 204
    with acting_as_system("test"):
        assert Task.objects.get().title == "Ring twice"
    assert client.post(f"/timeline/tasks/{task.pk}/delete/").status_code == 302
    assert client.get(f"/timeline/tasks/{task.pk}/").status_code == 404


def test_the_list_of_tasks_shows_mine(house: House) -> None:
    with acting_as_system("test"):
        make_task("Mine", owner=house.seller)
        make_task("Foreign", owner=house.stranger)
    page = client_of(house.seller).get("/timeline/tasks/", follow=True).content.decode()
    assert ("Mine" in page, "Foreign" in page) == (True, False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wj", "Wang Jing"),
        ("wangj", "Wang Jing"),
        ("lq", "李强"),
        ("李", "李强"),
        ("强", "李强"),
        ("liqi", "李强"),
        ("lee", "Ann Lee"),
    ],
)
def test_colleagues_are_found_by_name_pinyin_and_initials(house: House, typed: str, found: str) -> None:
    assert found in [one.name for one in colleagues_like(typed)]
    assert found in client_of(house.seller).get("/timeline/colleagues/", {"q": typed}).content.decode()


def test_an_order_is_told_by_its_number_lines_and_total_and_earlier_days_by_the_hour(house: House) -> None:
    at = clock.now().replace(hour=6, minute=41) - timedelta(days=300)
    with acting_as_system("test"):
        data = {"lines": 3, "total": "12.50", "currency": "GBP"}
        make_entry(house.customer, "order", member=house.seller, subject="A-17", at=at, data=data)
    page = client_of(house.seller).get(f"/timeline/customer/{house.customer.pk}/").content.decode()
    entry = " ".join(page.partition('id="entry-')[2].partition("</li></ul>")[0].split())
    assert '<strong>Wang Jing</strong> recorded order <span class="entry-subject">A-17</span>' in entry
    assert "<li>3 lines</li><li>£12.50" in entry
    assert f">{timezone.localtime(at):%H:%M}</time>" in entry


def test_each_figure_of_my_day_opens_what_it_counts(house: House) -> None:
    now = clock.now()
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customer.pk).update(created_at=now - timedelta(days=90))
        new = make_customer("宁波电器", owner=house.seller, created_at=now - timedelta(days=2))
        make_customer("Foreign", owner=house.manager)
        make_entry(house.customer, "call", member=house.seller, channel="phone", at=now - timedelta(seconds=9))
        make_entry(new, "visit", member=house.seller, channel="visit", at=now - timedelta(days=12))
        make_entry(new, "note", member=house.seller, text="no contact")
        make_entry(new, "call", member=house.manager, channel="phone", text="not mine")
        make_task("Mine", owner=house.seller)
        make_task("Done", owner=house.seller, done_at=now)
    client = client_of(house.seller)
    figures = re.findall(r'<a class="stat" href="([^"]+)">.*?<span class="stat-value">(\d+)<', client.get("/").text)
    assert [value for _url, value in figures] == ["1", "2", "1", "1"]
    week, month, customers, tasks = (client.get(html.unescape(url)).text for url, _value in figures)
    assert ("杭州机械" in week, "宁波电器" in week) == (True, False)
    assert ("With 2 customers." in month, month.count('class="entry"')) == (True, 2)
    assert re.findall(r"data-open>([^<]+)<", customers) == ["宁波电器"]
    assert re.findall(r"data-open>([^<]+)<", tasks) == ["Mine"]
    assert client_of(house.stranger).get("/timeline/followups/?span=month").text.count('class="entry"') == 0


def test_the_number_of_customers_without_next_contact_opens_them(house: House) -> None:
    with acting_as_system("test"):
        Customer.objects.filter(owner=house.seller).update(stage="lead")
        make_customer("Unplanned", owner=house.seller, stage="prospect")
        make_customer("Planned", owner=house.seller, stage="customer", next_contact_at=clock.now() + timedelta(days=3))
        make_customer("Foreign", owner=house.manager, stage="customer")
    client = client_of(house.seller)
    told = re.search(r'<a href="([^"]+)">1 of your 2 active customers has no next contact', client.get("/").text)
    assert told
    assert re.findall(r"data-open>([^<]+)<", client.get(html.unescape(told[1])).text) == ["Unplanned"]


def test_somebody_with_leads_only_is_not_told_to_have_no_customers(house: House) -> None:
    with acting_as_system("test"):
        Customer.objects.filter(owner=house.seller).update(stage="lead")
    assert "You have no prospects and no active customers yet." in client_of(house.seller).get("/").text


def test_sharing_while_logging_shows_the_collaborator_at_once(house: House) -> None:
    sent = {"kind": "note", "text": "Look", "when": "", "share": "1"}
    client = client_of(house.seller)
    answers = [client.post(f"/timeline/customer/{house.customer.pk}/log/", one) for one in (sent, sent | {"share": ""})]
    assert ["people" in json.loads(one.headers["HX-Trigger"]) for one in answers] == [True, False]
