"""Phases and their goals, who wrote what, what is known of customers, what is named a risk, and who sees which of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.models import Profile
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.staff.queries.company import today_of
from guanxi.steering import rollout_risks as risks
from guanxi.steering.actions import rollout as actions
from guanxi.steering.actions import usage
from guanxi.steering.models import Aim, Phase, Quality, Reached, Usage
from guanxi.steering.queries.rollout import Known, Person
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
NOTE = {"kind": "note", "text": "said yes"}


def today():
    return today_of(clock.now())


def signed_in(member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member)
    return client


def profile(customer, complete: int, *missing: str) -> None:
    plain = {"stage": "new", "contract": False, "recency": 0, "breadth": 0, "known": []}
    Profile.objects.create(customer=customer, completeness=complete, gaps=list(missing), **plain)


@pytest.fixture
def used(house):
    """The seller wrote a note and changed his customer; a job changed the colleague's; both customers are looked up."""
    with acting_as_system("test"):
        profile(house.mill, 40, "phone", "city")
        profile(house.forge, 80, "phone")
        Customer.objects.create(name="Nobody's", name_sort="nobody's", owner=None)
    with acting_as(house.seller.pk, through="page"):
        Customer.objects.filter(pk=house.mill.pk).update(city="Hangzhou")
        Entry.objects.create(customer=house.mill, member=house.seller, at=clock.now(), **NOTE)
        Entry.objects.create(customer=house.mill, member=house.seller, at=clock.now() - timedelta(days=10), **NOTE)
    with acting_as(house.colleague.pk, through="job"):
        Customer.objects.filter(pk=house.forge.pk).update(city="Ningbo")
    with acting_as_system("test"):
        usage.count(clock.now())
    return house


def test_what_a_member_wrote_is_counted_by_day_and_area_once(used) -> None:
    with acting_as_system("test"):
        usage.count(clock.now())
        found = set(Usage.objects.values_list("member_id", "day", "area", "number"))
        ten = today_of(clock.now() - timedelta(days=10))
        days = {today(), today() - timedelta(days=1)}  # the clock may have passed midnight since
    assert {(who, area, number) for who, _day, area, number in found} == {
        (used.seller.pk, "customers", 1), (used.seller.pk, "entries", 1),
    }  # fmt: skip
    assert {day for _who, day, area, _number in found if area == "customers"} <= days
    assert min(day for _who, day, area, _number in found if area == "entries") == ten


def test_what_is_known_is_kept_by_owner_once_a_day(used) -> None:
    with acting_as_system("test"):
        rows = {one.owner_id: (one.customers, one.looked, one.complete) for one in Quality.objects.all()}
        gaps = Quality.objects.get(owner=used.seller).gaps
    assert rows == {used.seller.pk: (1, 1, 40), used.colleague.pk: (1, 1, 80), None: (1, 0, 0)}
    assert {key for key, number in gaps.items() if number} == {"phone", "city"}


def test_goals_are_judged_while_their_phase_runs_and_stay_after(used) -> None:
    with acting_as(used.boss.pk, through="page") as actor:
        phase = actions.save_phase(None, "Begin", today(), today() + timedelta(days=20), actor=actor, at=clock.now())
        for measure, target, where in (
            ("active", 50, used.department.pk), ("complete", 55, used.department.pk), ("owned", 50, None), ("entries", 5, used.department.pk),
        ):  # fmt: skip
            actions.set_aim(phase, measure, Decimal(target), where, actor=actor)
        actions.reach_now(today(), clock.now())
        figures = dict(Reached.objects.values_list("aim__measure", "figure"))
        # one of three members of the shop, a note among three; the means and shares of three customers
        assert figures == {
            "active": Decimal("33.3"), "complete": Decimal(60), "owned": Decimal("66.7"), "entries": Decimal("0.3"),
        }  # fmt: skip
    with acting_as_system("test"):
        Usage.objects.all().delete()
        usage.reach(phase.ends + timedelta(days=1), clock.now())
        assert Reached.objects.get(aim__measure="active").figure == Decimal("33.3")
        assert Change.objects.filter(home_kind="rollout", home_id=phase.pk).count() == 5


def test_everybody_sees_himself_a_head_his_department_and_nobody_else_a_figure(used) -> None:
    with acting_as(used.boss.pk, through="page") as actor:
        phase = actions.use_template(today(), actor=actor, at=clock.now())[0]
        actions.set_aim(phase, "active", Decimal(50), used.department.pk, actor=actor)
        company = Aim.objects.filter(department=None).count()

    def seen(member):
        with acting_as(member.pk, through="page"):
            owners = set(Quality.objects.values_list("owner_id", flat=True))
            return Usage.objects.count(), owners, Aim.objects.count() - company, Phase.objects.count()

    everybody = {used.seller.pk, used.colleague.pk, None}
    assert seen(used.boss) == (3, everybody, 1, 3)
    assert seen(used.head) == (3, {used.seller.pk, used.colleague.pk}, 1, 3)
    assert seen(used.seller) == (3, {used.seller.pk}, 1, 3)
    assert seen(used.colleague) == (0, {used.colleague.pk}, 1, 3)
    assert seen(used.stranger) == (0, set(), 0, 3)


def test_the_page_tells_a_head_of_his_team_and_a_seller_of_himself(used) -> None:
    page = signed_in(used.head).get("/steering/rollout/")
    (team,) = page.context["teams"]
    assert (team["name"], team["active"], team["lately"], team["mean"]) == ("Shop", 3, 1, "60 %")
    owners = ",".join(str(one.pk) for one in (used.head, used.colleague, used.seller))
    worst = team["worst"][0]
    assert (str(worst["label"]), worst["number"]) == ("a phone number", "2")
    listed = signed_in(used.boss).get(worst["url"])
    assert "phone%3Aempty" in worst["url"]
    assert owners.replace(",", "%2C") in worst["url"]
    assert listed.status_code == 200
    own = signed_in(used.colleague).get("/steering/rollout/")
    assert (own.context["alone"], [row["it"].name for row in own.context["members"]]) == (True, ["Li Na"])
    assert "Wang Jing" not in own.content.decode()
    assert own.context["may_keep"] is False


def test_only_who_administers_everybodys_scorecards_keeps_phases(used) -> None:
    for member in (used.head, used.seller):
        with acting_as(member.pk, through="page") as actor, pytest.raises(NotAllowed):
            actions.use_template(today(), actor=actor, at=clock.now())
        assert signed_in(member).get("/steering/rollout/new/").status_code == 403
    boss = signed_in(used.boss)
    assert "Begin with three phases" in boss.get("/steering/rollout/").content.decode()
    assert boss.post("/steering/rollout/template/").status_code == 302
    names = [one["it"].name for one in boss.get("/steering/rollout/").context["phases"]]
    assert names == ["Data in", "Daily use", "The whole team"]


def test_what_is_wrong_is_refused_at_its_field(used) -> None:
    with acting_as(used.boss.pk, through="page") as actor:
        phase, *_rest = actions.use_template(today(), actor=actor, at=clock.now())
        whose = {"actor": actor, "at": clock.now()}
        wrong = [
            (lambda: actions.save_phase(None, " ", today(), today(), **whose), "name"),
            (lambda: actions.save_phase(None, "X", today(), today() - timedelta(days=1), **whose), "ends"),
            (lambda: actions.save_phase(None, "X", today(), today(), **whose), "begins"),
            (lambda: actions.set_aim(phase, "owned", Decimal(5), used.department.pk, actor=actor), "department"),
            (lambda: actions.set_aim(phase, "active", Decimal(101), None, actor=actor), "target"),
        ]
        for act, field in wrong:
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.field == field
    answer = signed_in(used.boss).post(f"/steering/rollout/{phase.pk}/aims/", {"measure": "active", "target": "101"})
    assert (answer.status_code, "target" in answer.context["aim_form"].errors) == (422, True)


def test_the_page_asks_the_database_as_often_for_more_members(used, django_assert_max_num_queries) -> None:
    from guanxi.staff.factories import make_member

    client = signed_in(used.boss)
    client.post("/steering/rollout/template/")
    client.get("/steering/rollout/")
    with CaptureQueriesContext(connection) as few:
        client.get("/steering/rollout/")
    with acting_as_system("test"):
        for number in range(4):
            Usage.objects.create(member=make_member(f"New {number}"), day=today(), area="tasks", number=1)
    with django_assert_max_num_queries(min(25, len(few))):
        client.get("/steering/rollout/")


def test_risks_are_named_from_their_limits_on() -> None:
    now, day = clock.now(), today()
    wrote = Person(1, "Ann", 1, True, None, now, day - timedelta(days=6))
    quiet = Person(2, "Bob", 1, True, now - timedelta(days=7), None, day - timedelta(days=7))
    gone = Person(3, "Cai", 1, False, now - timedelta(days=9), None)
    assert risks.silent("Shop", [wrote, quiet], day) is None
    assert risks.silent("Shop", [gone], day) is None
    assert risks.silent("Shop", [quiet, gone], day).says == "Nobody of Shop wrote anything in the last 7 days."
    assert risks.silent("", [quiet], day).says == "You wrote nothing in the last 7 days."
    assert risks.never_came([wrote, gone], now) is None
    assert risks.never_came([wrote, quiet, gone], now).says.endswith("never signed in: Bob.")
    assert risks.never_came([quiet], now - timedelta(seconds=1)) is None
    assert risks.unowned(Known(customers=100), Known(customers=10)) is None
    assert risks.unowned(Known(customers=100), Known(customers=11)).says.startswith("11 % of the customers")
    assert risks.unowned(Known(), Known()) is None
    assert risks.fell("Shop", Known(looked=10, complete=600, looked_before=10, complete_before=609)) is None
    assert risks.fell("Shop", Known(looked=10, complete=600)) is None
    assert "from 61 % to 60 %" in risks.fell("Shop", Known(0, 10, 600, {}, 10, 610)).says
    assert risks.ending("Begin", day + timedelta(days=8), 2, day) is None
    assert risks.ending("Begin", day + timedelta(days=7), 0, day) is None
    assert "2 goals are not reached" in risks.ending("Begin", day + timedelta(days=7), 2, day).says
