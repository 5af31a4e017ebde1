"""G1: his salesperson has just resigned: everything he held goes to others, nothing is left behind, and it can be undone."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guanxi.core import clock, holdings, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.customers.actions.collaboration import share_customer
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Collaboration, Customer
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Move, Opportunity
from guanxi.staff import handing
from guanxi.staff.factories import make_administrator_role, make_department, make_member
from guanxi.staff.models import HandOver, Member, Notice
from guanxi.timeline.factories import make_promise, make_task
from guanxi.timeline.models import Entry, Promise, Task
from guanxi.ui.models import SavedView

pytestmark = pytest.mark.django_db
CITIES = ("杭州", "上海", "宁波", "")


class House:
    """A leaver with work of every kind, two who can take it, a bystander, and the administrator."""

    def __init__(self) -> None:
        with acting_as_system("test"):
            house = make_department("Sales")
            self.leaver, self.ann, self.bo = (
                make_member(name, department=house, password=None) for name in ("Leaver", "Ann", "Bo")
            )
            self.other = make_member("Other", password=None)
            self.admin = make_member("Admin", roles=[make_administrator_role()], password=None)
            self.junior = make_member("Junior", manager=self.leaver, password=None)
            self.customers = [make_customer(f"Customer {n}", owner=self.leaver, city=CITIES[n % 4]) for n in range(9)]
            self.foreign = make_customer("Foreign", owner=self.other)
            for one in self.customers:
                make_task(owner=self.leaver, customer=one)
                make_promise(one, owner=self.leaver)
                make_opportunity(one, owner=self.leaver)
            make_opportunity(self.customers[0], "lost", owner=self.leaver)
            self.loose = make_task("loose", owner=self.leaver)
            self.elsewhere = make_task("elsewhere", owner=self.leaver, customer=self.foreign)
            self.done = make_task("done", owner=self.leaver, done_at=clock.now())
            self.anns = make_promise(self.customers[0], "Ann's own", owner=self.ann)
            for member, name in ((self.leaver, "Mine"), (self.leaver, "Other"), (self.ann, "Mine")):
                SavedView.objects.create(member=member, kind="customer", name=name)
        with acting_as(self.other.pk, through="page") as actor:
            share_customer(self.foreign, self.leaver.pk, may_edit=True, actor=actor, at=clock.now())

    def client(self, member: Member | None = None) -> Client:
        client = Client()
        client.force_login(member or self.admin)
        return client

    @property
    def url(self) -> str:
        return f"/staff/members/{self.leaver.pk}/hand-over/"

    def hand_over(self, **given: Any) -> HandOver:
        answer = self.client().post(self.url, given)
        assert answer.status_code == 302, answer.content.decode()
        with acting_as_system("test"):
            handed = HandOver.objects.latest("pk")
        work.run(handed.work_id)
        with acting_as_system("test"):
            handed.refresh_from_db()
        return handed

    def still_held(self) -> dict[str, int]:
        with acting_as(self.admin.pk, through="page"):
            found = {one.name: one.held(self.leaver.pk).count(100) for one in holdings.holdings()}
        return {name: number for name, number in found.items() if number}


ALL = {
    "customer": 9, "collaboration": 1, "opportunity": 10, "promise": 9, "task": 11, "member": 1, "view": 2,
}  # fmt: skip


@pytest.fixture
def house() -> House:
    return House()


def test_nothing_is_left_behind_and_the_timelines_tell(house: House) -> None:
    assert house.still_held() == ALL
    handed = house.hand_over(to=house.ann.pk)
    assert house.still_held() == {}
    with acting_as_system("test"):
        job = Work.objects.get(pk=handed.work_id)
        assert (job.state, job.done, handed.moved) == ("done", job.total, ALL)
        told = Entry.objects.filter(kind="assigned", customer__in=house.customers)
        assert [(one.data["before"], one.data["after"]) for one in told] == [(house.leaver.pk, house.ann.pk)] * 9
        assert set(Opportunity.objects.values_list("owner_id", flat=True)) == {house.ann.pk}
        assert Counter(Opportunity.objects.values_list("stage", flat=True)) == {"prospecting": 9, "lost": 1}
        assert Move.objects.count() == 10
        assert set(Promise.objects.values_list("owner_id", flat=True)) == {house.ann.pk}
        assert Promise.objects.filter(promised_by=house.leaver).count() == 9
        assert Task.objects.get(title="done").owner_id == house.leaver.pk
        names = SavedView.objects.filter(member=house.ann).order_by("pk")
        assert list(names.values_list("name", flat=True)) == ["Mine (Leaver)", "Other", "Mine"]
        assert Member.objects.get(name="Junior").manager_id == house.ann.pk
        notices = Notice.objects.filter(member=house.ann)
        assert [(one.kind, one.params["number"]) for one in notices if one.kind == "handover"] == [("handover", 43)]
        assert [one.kind for one in notices if one.kind != "handover"] == []
    with acting_as(house.ann.pk, through="page"):
        assert Customer.objects.filter(pk=house.foreign.pk).exists()


def test_customers_in_turn_take_what_hangs_on_them_along(house: House) -> None:
    house.hand_over(to=[house.ann.pk, house.bo.pk], rule="turns", **{"apart-view": house.bo.pk})
    assert house.still_held() == {}
    with acting_as_system("test"):
        owners = dict(Customer.objects.exclude(pk=house.foreign.pk).values_list("pk", "owner_id"))
        assert sorted(Counter(owners.values()).values()) == [4, 5]
        for model in (Opportunity, Promise, Task):
            rows = model.objects.filter(customer__in=owners, deleted_at=None).exclude(
                pk=house.anns.pk if model is Promise else 0
            )
            assert {pk: owners[customer] for pk, customer in rows.values_list("pk", "customer_id")} == dict(
                rows.values_list("pk", "owner_id")
            )
        assert set(SavedView.objects.filter(name="Other").values_list("member_id", flat=True)) == {house.bo.pk}


def test_the_preview_says_what_then_happens(house: House) -> None:
    given = {"to": [house.ann.pk, house.bo.pk], "rule": "city", "for-杭州": house.ann.pk, "for-上海": house.bo.pk}
    page = house.client().get(house.url, given)
    shares = {one["held"].holding.name: one["shares"] for one in page.context["rows"]}
    house.hand_over(**{**dict(page.context["fields"]), "to": [house.ann.pk, house.bo.pk]})
    with acting_as_system("test"):
        found = Counter(Customer.objects.exclude(pk=house.foreign.pk).values_list("owner_id", flat=True))
        assert [found[house.ann.pk], found[house.bo.pk]] == shares["customer"]
        found = Counter(Opportunity.objects.values_list("owner_id", flat=True))
        assert [found[house.ann.pk], found[house.bo.pk]] == shares["opportunity"]
        assert {one.city: one.owner_id for one in Customer.objects.filter(city__in=["杭州", "上海"])} == {
            "杭州": house.ann.pk,
            "上海": house.bo.pk,
        }


def test_it_is_taken_back_but_for_what_changed_hands_again(house: House) -> None:
    with acting_as_system("test"):
        Member.objects.filter(pk=house.leaver.pk).update(is_active=False)
    handed = house.hand_over(to=house.ann.pk)
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customers[0].pk).update(owner=house.bo)
    assert house.client().post(f"/staff/hand-overs/{handed.pk}/undo/").status_code == 302
    with acting_as_system("test"):
        handed.refresh_from_db()
    work.run(handed.undo_id)
    assert house.still_held() == ALL | {"customer": 8}
    with acting_as_system("test"):
        handed.refresh_from_db()
        assert handed.undone_at is not None
        assert Customer.objects.get(pk=house.customers[0].pk).owner_id == house.bo.pk
        assert Promise.objects.get(pk=house.anns.pk).owner_id == house.ann.pk
        assert Member.objects.get(name="Junior").manager_id == house.leaver.pk
        last = Entry.objects.filter(kind="assigned", customer=house.customers[1]).latest("pk")
        assert last.data == {"before": house.ann.pk, "after": house.leaver.pk}
    again = house.client().post(f"/staff/hand-overs/{handed.pk}/undo/", follow=True)
    assert "It was taken back already." in again.content.decode()


def test_it_cannot_be_taken_back_after_thirty_days(house: House) -> None:
    handed = house.hand_over(to=house.ann.pk)
    with acting_as_system("test"):
        HandOver.objects.filter(pk=handed.pk).update(at=clock.now() - timedelta(days=31))
    answer = house.client().post(f"/staff/hand-overs/{handed.pk}/undo/", follow=True)
    assert "for thirty days" in answer.content.decode()
    assert house.still_held() == {}


def test_after_a_crash_it_goes_on_without_doing_anything_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "CHUNK", 2)
    answer = house.client().post(house.url, {"to": [house.ann.pk, house.bo.pk], "rule": "turns"})
    assert answer.status_code == 302
    with acting_as_system("test"):
        job = Work.objects.latest("pk")
    calls, real = [0], handing.allot

    def dies(*given: Any, **more: Any) -> Any:
        calls[0] += 1
        if calls[0] in {3, 6, 9}:
            raise SystemExit  # as a killed worker: the chunk's transaction never commits
        return real(*given, **more)

    monkeypatch.setattr(handing, "allot", dies)
    for _again in range(3):
        with pytest.raises(SystemExit):
            work.run(job.pk)
    work.run(job.pk)
    assert house.still_held() == {}
    with acting_as_system("test"):
        told = Counter(Entry.objects.filter(kind="assigned").values_list("customer_id", flat=True))
        assert set(told.values()) == {1}
        owners = Counter(Customer.objects.exclude(pk=house.foreign.pk).values_list("owner_id", flat=True))
        assert sorted(owners.values()) == [4, 5]
        assert Work.objects.get(pk=job.pk).state == "done"


def test_a_successor_who_stands_below_gets_no_circle(house: House) -> None:
    with acting_as_system("test"):
        Member.objects.filter(pk=house.leaver.pk).update(manager=house.other)
        Member.objects.filter(pk=house.ann.pk).update(manager=house.junior)
    house.hand_over(to=house.ann.pk)
    with acting_as_system("test"):
        assert Member.objects.get(pk=house.junior.pk).manager_id == house.other.pk


def test_who_may_not_see_everything_cannot_start_it(house: House) -> None:
    with acting_as_system("test"):
        role = make_administrator_role()
        role.grants.filter(kind="customer").update(scope="own")
        half = make_member("Half", roles=[role], password=None)
    assert house.client(half).post(house.url, {"to": house.ann.pk}).status_code == 403
    assert house.client(house.ann).get(house.url).status_code == 403
    assert house.still_held() == ALL


def test_a_deactivated_or_the_same_colleague_takes_nothing(house: House) -> None:
    with acting_as_system("test"):
        Member.objects.filter(pk=house.bo.pk).update(is_active=False)
    for taker in (house.bo.pk, house.leaver.pk, "", "9" * 30):
        assert house.client().post(house.url, {"to": taker}).status_code == 422
    assert house.still_held() == ALL


def test_deactivating_offers_it_first(house: House) -> None:
    page = house.client().get(f"/staff/members/{house.leaver.pk}/").content.decode()
    assert "Hand over first" in page
    assert page.count(house.url) == 2
    with acting_as_system("test"):
        assert Collaboration.objects.filter(member=house.leaver).count() == 1
