"""What was written without a connection arrives once, in the writer's name, and nothing of a colleague's is overwritten."""

import json
import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.pocket.actions import arriving
from guanxi.pocket.models import Arrival
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member
from guanxi.timeline.factories import make_task
from guanxi.timeline.models import Entry, Task

pytestmark = pytest.mark.django_db


class House:
    """A seller with a customer and a task, and a colleague."""

    def __init__(self) -> None:
        with acting_as_system("test"):
            self.seller, self.colleague = make_member("Ann", password=None), make_member("Bo", password=None)
            self.customer = make_customer("Mill", owner=self.seller)
            self.task = make_task("Bring samples", owner=self.seller, customer=self.customer)


@pytest.fixture
def house() -> House:
    return House()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def written(kind: str, **values: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), "kind": kind, "written_at": clock.now().isoformat(), **values}


def send(member: Member, item: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = signed_in(member).post("/pocket/arrivals/", json.dumps(item), content_type="application/json")
    return answer.status_code, answer.json()


def entries(customer: Customer) -> list[tuple[str, str]]:
    with acting_as_system("test"):
        rows = Entry.objects.filter(customer=customer, kind__in=["note", "visit", "task_done"]).order_by("pk")
        return list(rows.values_list("kind", "text"))


def fresh(record: Any) -> Any:
    with acting_as_system("test"):
        return type(record).objects.get(pk=record.pk)


def hand_over(house: House) -> None:
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customer.pk).update(owner=house.colleague)


def test_a_note_arrives_with_the_time_it_was_written(house: House) -> None:
    at = clock.now() - timedelta(hours=3)
    item = written("note", customer=house.customer.pk, text="They like the pump.") | {"written_at": at.isoformat()}
    status, answer = send(house.seller, item)
    assert (status, answer["remark"]) == (200, "")
    with acting_as_system("test"):
        entry = Entry.objects.get(customer=house.customer, kind="note")
    assert (entry.text, entry.at, entry.member_id) == ("They like the pump.", at, house.seller.pk)
    assert answer["url"] == f"/customers/{house.customer.pk}/#entry-{entry.pk}"


def test_the_same_thing_again_gets_the_same_answer_and_does_nothing(house: House) -> None:
    item = written("note", customer=house.customer.pk, text="Once.")
    first = send(house.seller, item)
    assert [send(house.seller, item) for _ in range(3)] == [first] * 3
    assert entries(house.customer) == [("note", "Once.")]


def test_other_words_under_the_same_token_are_not_taken(house: House) -> None:
    item = written("note", customer=house.customer.pk, text="Once.")
    send(house.seller, item)
    status, answer = send(house.seller, item | {"text": "Twice."})
    assert (status, answer["code"]) == (409, "arrived")
    assert entries(house.customer) == [("note", "Once.")]


def test_a_token_is_each_members_own(house: House) -> None:
    with acting_as_system("test"):
        other = make_customer("Other", owner=house.colleague)
    item = written("note", customer=house.customer.pk, text="Mine.")
    assert send(house.seller, item)[0] == 200
    assert send(house.colleague, item | {"customer": other.pk, "text": "His."})[0] == 200
    assert (entries(house.customer), entries(other)) == ([("note", "Mine.")], [("note", "His.")])


@pytest.mark.django_db(transaction=True)
def test_two_that_arrive_at_once_are_one(house: House) -> None:
    item = written("note", customer=house.customer.pk, text="Once.")
    clients, answers, gate = [signed_in(house.seller) for _ in range(4)], [], threading.Barrier(4)

    def deliver(client: Client) -> None:
        gate.wait()
        answers.append(client.post("/pocket/arrivals/", json.dumps(item), content_type="application/json").json())
        connection.close()

    threads = [threading.Thread(target=deliver, args=[one]) for one in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == 4
    assert [one for one in answers if one != answers[0]] == []
    assert entries(house.customer) == [("note", "Once.")]


def test_what_a_killed_request_began_is_taken_when_it_comes_again(house: House, monkeypatch: Any) -> None:
    item = written("note", customer=house.customer.pk, text="Once.")

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    # the entry is written, and then the process dies before the request is over
    monkeypatch.setattr(arriving.Arrival, "objects", type("Gone", (), {"filter": killed}))
    with pytest.raises(KeyboardInterrupt):
        send(house.seller, item)
    monkeypatch.undo()
    assert entries(house.customer) == []
    assert send(house.seller, item)[0] == 200
    assert entries(house.customer) == [("note", "Once.")]


def test_a_visit_is_checked_in_with_its_place_and_fulfils_the_contact_that_was_due(house: House) -> None:
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customer.pk).update(next_contact_at=clock.now() - timedelta(hours=1))
    status, _ = send(house.seller, written("visit", customer=house.customer.pk, position=[30.2741, 120.1551, 20]))
    assert status == 200
    assert fresh(house.customer).next_contact_at is None
    page = signed_in(house.seller).get(f"/timeline/customer/{house.customer.pk}/").content.decode()
    assert "Checked in" in page
    assert "at 30.2741, 120.1551 (±20 m)" in page


def plan(house: House, **values: Any) -> dict[str, Any]:
    was = {"owner": house.seller.pk, "next_contact_at": "", "next_step": ""}
    given = {"customer": house.customer.pk, "next_contact_at": "2027-01-05T09:00:00+00:00", "next_step": "Sign"}
    return written("followup", **(given | {"was": was} | values))


def test_a_next_contact_is_planned(house: House) -> None:
    assert send(house.seller, plan(house))[0] == 200
    known = fresh(house.customer)
    assert (known.next_contact_at, known.next_step) == (datetime.fromisoformat("2027-01-05T09:00:00+00:00"), "Sign")


def test_a_plan_that_a_colleague_made_meanwhile_is_shown_and_not_overwritten(house: House) -> None:
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customer.pk).update(next_step="Call the director", next_contact_at=clock.now())
    item = plan(house)
    status, answer = send(house.seller, item)
    assert (status, answer["code"]) == (409, "changed")
    assert "Call the director" in answer["sentence"]
    assert fresh(house.customer).next_step == "Call the director"
    # having seen it, he sends it anyway
    assert send(house.seller, item | {"anyway": ["changed"]})[0] == 200
    assert fresh(house.customer).next_step == "Sign"


def test_a_plan_for_a_customer_handed_over_meanwhile_names_its_new_owner(house: House) -> None:
    with acting_as_system("test"):
        house.customer.collaborations.create(member=house.seller, may_edit=True)
    hand_over(house)
    status, answer = send(house.seller, plan(house))
    assert (status, answer["code"]) == (409, "handed_over")
    assert "Bo" in answer["sentence"]
    assert fresh(house.customer).next_step == ""
    # a note is a fact: it is taken, with the same remark
    item = written("note", customer=house.customer.pk, text="Was there.", was={"owner": house.seller.pk})
    assert send(house.seller, item)[1]["remark"] == answer["sentence"]


def test_a_customer_that_is_gone_or_hidden_by_now_is_a_conflict_and_may_be_sent_elsewhere(house: House) -> None:
    hand_over(house)
    item = written("note", customer=house.customer.pk, text="Was there.")
    status, answer = send(house.seller, item)
    assert (status, answer["code"]) == (409, "customer_gone")
    assert "Bo" not in answer["sentence"]
    assert entries(house.customer) == []
    with acting_as_system("test"):
        other = make_customer("Mill 2", owner=house.seller)
    assert send(house.seller, item | {"customer": other.pk})[0] == 200
    assert entries(other) == [("note", "Was there.")]


def test_a_customer_he_may_only_read_takes_nothing(house: House) -> None:
    with acting_as_system("test"):
        house.customer.collaborations.create(member=house.colleague, may_edit=False)
    status, answer = send(house.colleague, written("note", customer=house.customer.pk, text="Hello."))
    assert (status, answer["code"]) == (409, "not_allowed")
    assert entries(house.customer) == []


def test_a_task_is_ticked_off_at_its_time_and_twice_is_as_once(house: House) -> None:
    at = clock.now() - timedelta(minutes=30)
    done = written("task_done", task=house.task.pk) | {"written_at": at.isoformat()}
    assert send(house.seller, done)[0] == 200
    assert (fresh(house.task).done_at, fresh(house.task).done_by_id) == (at, house.seller.pk)
    assert send(house.seller, written("task_done", task=house.task.pk))[0] == 200
    assert fresh(house.task).done_at == at


def test_a_task_that_a_colleague_finished_says_who_and_stays_his(house: House) -> None:
    at = clock.now() - timedelta(minutes=5)
    with acting_as_system("test"):
        Task.objects.filter(pk=house.task.pk).update(done_at=at, done_by=house.colleague)
    status, answer = send(house.seller, written("task_done", task=house.task.pk))
    assert (status, answer["code"]) == (409, "task_done")
    assert "Bo" in answer["sentence"]
    assert fresh(house.task).done_by_id == house.colleague.pk


def test_a_task_of_somebody_else_is_gone_or_given(house: House) -> None:
    assert send(house.colleague, written("task_done", task=house.task.pk))[1]["code"] == "task_gone"
    with acting_as_system("test"):
        Task.objects.filter(pk=house.task.pk).update(created_by=house.colleague)
    assert send(house.colleague, written("task_done", task=house.task.pk))[1]["code"] == "task_given"
    assert fresh(house.task).done_at is None


@pytest.mark.parametrize("off", [timedelta(minutes=6), timedelta(days=-31)])
def test_a_clock_that_cannot_be_right_is_asked_about(house: House, off: timedelta) -> None:
    item = written("note", customer=house.customer.pk, text="When?")
    status, answer = send(house.seller, item | {"written_at": (clock.now() + off).isoformat()})
    assert (status, answer["code"]) == (409, "time")
    assert entries(house.customer) == []
    assert send(house.seller, item)[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "delete"},
        {"token": "1"},
        {"written_at": "yesterday"},
        {"written_at": "2026-01-01T10:00:00"},
        {"customer": "x"},
        {"customer": 2**64},
        {"customer": True},
        {"text": ["x"]},
        {"text": "a\0b"},
        {"text": "x" * 20_001},
        {"position": [91, 0, 1]},
        {"position": [1, 2]},
        {"position": [1, 2, float("nan")]},
        {"next_contact_at": "soon"},
        {"was": {"next_contact_at": "soon"}},
        {"was": [1]},
        {"anyway": 1},
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_kept(house: House, wrong: dict[str, Any]) -> None:
    status, answer = send(house.seller, written("note", customer=house.customer.pk, text="x") | wrong)
    assert (status, answer["code"]) == (409, "unreadable")
    with acting_as(house.seller.pk, through="page"):
        assert not Arrival.objects.exists()


def test_nobody_signed_in_gets_a_401_and_the_token_says_who_is(house: House) -> None:
    headers = {"HX-Request": "true"}
    assert Client().get("/pocket/token/", headers=headers).status_code == 401
    answer = Client().post("/pocket/arrivals/", "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert signed_in(house.seller).get("/pocket/token/").json()["member"] == house.seller.pk


def test_without_the_token_nothing_is_taken(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.seller)
    item = json.dumps(written("note", customer=house.customer.pk, text="x"))
    assert client.post("/pocket/arrivals/", item, content_type="application/json").status_code == 403
    token = client.get("/pocket/token/").json()["token"]
    answer = client.post("/pocket/arrivals/", item, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200
