"""Many records at once: what is done, what is left out and why, what comes back, and that nobody reaches beyond his scope."""

import json
from typing import Any

import pytest
from django.test import Client

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.kinds import kind
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Notice
from guanxi.timeline.factories import make_task
from guanxi.timeline.models import Task
from guanxi.ui.records import bulk, bulkwork

pytestmark = pytest.mark.django_db
BULK = "/customers/bulk/"


def signed_in(member: Any) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(member)
    return client


def told(response: Any) -> str:
    return str(json.loads(response.headers["HX-Trigger"])["toast"]["text"])


def owners() -> dict[str, int | None]:
    with acting_as_system("test"):
        return dict(Customer.objects.order_by("name").values_list("name", "owner_id"))


def test_chosen_records_are_handed_over_at_once_and_others_records_stay() -> None:
    with acting_as_system("test"):
        ann, bob, cat = make_member("Ann"), make_member("Bob"), make_member("Cat")
        own, other = make_customer("A", owner=ann), make_customer("B", owner=bob)
    answer = signed_in(ann).post(BULK, {"verb": "assign", "ids": [own.pk, other.pk], "owner": cat.pk})
    assert answer.status_code == 204
    assert told(answer).startswith("1 handed over.")
    assert "1 left out" in told(answer)
    assert owners() == {"A": cat.pk, "B": bob.pk}


def test_hand_over_is_taken_back_from_its_toast_and_what_was_changed_since_is_counted() -> None:
    with acting_as_system("test"):
        ann, cat = make_member("Ann", scope="all"), make_member("Cat")
        own, changed, before = (make_customer(name, owner=ann) for name in "ABC")
    client = signed_in(ann)
    client.post(BULK, {"verb": "assign", "ids": [before.pk], "owner": cat.pk})
    answer = client.post(BULK, {"verb": "assign", "ids": [own.pk, changed.pk, before.pk], "owner": cat.pk})
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    with acting_as(cat.pk, through="page"):
        Customer.objects.filter(pk=changed.pk).update(note="called")
    assert signed_in(cat).post(undo).status_code == 204
    assert owners() == {"A": cat.pk, "B": cat.pk, "C": cat.pk}
    assert told(client.post(undo)) == "1 given back. 1 stayed: changed since."
    assert owners() == {"A": ann.pk, "B": cat.pk, "C": cat.pk}
    assert client.post(undo.replace(f"/{cat.pk}-", f"/{ann.pk}-")).status_code == 404


def test_task_handed_over_comes_back_too() -> None:
    with acting_as_system("test"):
        ann, cat = make_member("Ann"), make_member("Cat")
        task = make_task("Call", owner=ann)
    client = signed_in(ann)
    answer = client.post("/timeline/tasks/bulk/", {"verb": "assign", "ids": [task.pk], "owner": cat.pk})
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert told(client.post(undo)) == "1 given back."
    with acting_as_system("test"):
        assert Task.objects.get().owner_id == ann.pk


def test_dialog_asks_first_and_a_wrong_answer_changes_nothing() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        own = make_customer("A", owner=ann)
    client = signed_in(ann)
    assert "data-modal" in client.post(BULK, {"verb": "assign", "ids": [own.pk], "ask": "1"}).text
    answer = client.post(BULK, {"verb": "assign", "ids": [own.pk], "owner": "999999"})
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text
    assert owners() == {"A": ann.pk}


def test_verbs_a_role_lacks_are_neither_offered_nor_done() -> None:
    with acting_as_system("test"):
        reader = make_member(roles=[make_role("all", verbs=["see"])])
        record = make_customer("A")
    client = signed_in(reader)
    assert "data-selection" not in client.get("/customers/").text
    assert client.post(BULK, {"verb": "delete", "ids": [record.pk]}).status_code == 403
    with acting_as(reader.pk, through="page") as actor, pytest.raises(NotAllowed):
        bulk.carry_out(kind("customer"), "delete", [record.pk], {}, actor=actor, at=clock.now())
    with acting_as_system("test"):
        assert Customer.objects.alive().count() == 1


def test_deleting_can_be_taken_back_once_and_only_by_its_own_token() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        own = make_customer("A", owner=ann)
    client = signed_in(ann)
    answer = client.post(BULK, {"verb": "delete", "ids": [own.pk]})
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert client.post(undo.replace(str(own.pk), str(own.pk + 1), 1)).status_code == 400
    with acting_as_system("test"):
        assert Customer.objects.alive().count() == 0
    assert told(client.post(undo)) == "1 restored."
    with acting_as_system("test"):
        assert Customer.objects.alive().count() == 1


def test_one_field_is_set_on_many_and_a_refusal_leaves_only_that_record_out() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann", scope="all")
        first, second = make_customer("A"), make_customer("B")
    with acting_as(ann.pk, through="page") as actor:
        values = bulk.cleaned(kind("customer"), "edit", {"field": ["parent"], "value": [str(second.pk)]}, actor)
        outcome = bulk.carry_out(
            kind("customer"), "edit", [first.pk, second.pk, 10**9], values, actor=actor, at=clock.now()
        )
        parents = dict(Customer.objects.values_list("name", "parent_id"))
    assert outcome.done == 1
    assert [(pk, title) for pk, title, _ in outcome.samples] == [(second.pk, "B"), (10**9, "")]
    assert parents == {"A": second.pk, "B": None}


def test_field_that_cannot_be_edited_is_refused() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann", scope="all")
    with acting_as(ann.pk, through="page") as actor:
        for name in ("created_at", "owner", "name", "nonsense"):
            with pytest.raises(Refused):
                bulk.cleaned(kind("customer"), "edit", {"field": [name], "value": ["x"]}, actor)


def test_work_on_everything_that_fits_is_done_in_chunks_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkwork, "CHUNK", 3)
    with acting_as_system("test"):
        ann, cat = make_member("Ann"), make_member("Cat")
        for number in range(8):
            make_customer(f"A{number}", owner=ann, stage="lead" if number < 7 else "lapsed")
        make_customer("B", owner=cat, stage="lead")
    client = signed_in(ann)
    answer = client.post(
        BULK + "?f=stage:any:lead", {"verb": "edit", "all_matching": "1", "field": "stage", "value": "lapsed"}
    )
    assert told(answer).startswith("Under way: Edit Customers")
    with acting_as_system("test"):
        job = Work.objects.get(kind="bulk")
    assert job.total == 7
    work.run(job.pk)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert (job.state, job.done, job.result["done"], job.result["left_out"]) == ("done", 7, 7, {})
        assert [(one.member_id, one.params["done"]) for one in Notice.objects.all()] == [(ann.pk, 7)]
        assert dict(Customer.objects.values_list("name", "stage")) == {
            **{f"A{n}": "lapsed" for n in range(8)},
            "B": "lead",
        }


def test_work_that_is_killed_between_chunks_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkwork, "CHUNK", 2)
    with acting_as_system("test"):
        ann = make_member("Ann")
        for number in range(5):
            make_customer(f"A{number}", owner=ann)
    with acting_as(ann.pk, through="page") as actor:
        job = bulkwork.start(
            kind("customer"), "tag", {"add": ["x"]}, {"filter": {"all": []}}, total=5, actor=actor, at=clock.now()
        )
    original, calls = bulk.carry_out, []

    def failing(*given: Any, **named: Any) -> bulk.Outcome:
        calls.append(given[2])
        outcome = original(*given, **named)
        if len(calls) == 2:
            raise RuntimeError("killed")  # after the writes of the second chunk
        return outcome

    monkeypatch.setattr(bulk, "carry_out", failing)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert (job.state, job.done) == ("failed", 2)
        assert Customer.objects.filter(tags=["x"]).count() == 2
        work.resume(job)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert (job.state, job.done, job.result["done"]) == ("done", 5, 5)
        assert Customer.objects.filter(tags=["x"]).count() == 5
    assert calls[1] == calls[2]


def test_deleting_everything_that_fits_says_the_number_first_and_is_taken_back_as_a_whole() -> None:
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
        for number in range(3):
            make_customer(f"A{number}", owner=ann)
        gone = make_customer("Gone before", owner=ann)
        Customer.objects.filter(pk=gone.pk).update(deleted_at=clock.now())
    client = signed_in(ann)
    given = {"verb": "delete", "all_matching": "1"}
    asked = client.post(BULK, given)
    assert (asked.status_code, "Delete 3</button>" in asked.text, len(owners())) == (200, True, 4)
    assert client.post(BULK, given | {"sure": "1"}).status_code == 204
    with acting_as_system("test"):
        job = Work.objects.get()
    work.run(job.pk)
    undo = f"/customers/undo/work/{job.pk}/"
    assert undo in client.get(f"/work/{job.pk}/").text
    assert signed_in(bob).post(undo).status_code == 404
    assert client.get(undo).status_code == 404
    with acting_as_system("test"):
        assert Customer.objects.alive().count() == 0
    assert client.post(undo).status_code == 302
    with acting_as_system("test"):
        back = Work.objects.latest("pk")
    work.run(back.pk)
    assert f"/customers/undo/work/{back.pk}/" not in client.get(f"/work/{back.pk}/").text
    with acting_as_system("test"):
        alive = Customer.objects.alive().order_by("name").values_list("name", flat=True)
        assert list(alive) == ["A0", "A1", "A2"]
