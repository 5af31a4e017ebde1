"""Targets: who sets and sees them, and that every sum beside one is that of the records it leads to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.actions.target import set_target
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity, Outlook, OutlookEnds, Target
from guanxi.sales.queries.target import end_of, progress, quarter_of
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Member
from guanxi.timeline.factories import make_entry

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 1, 1)


@pytest.fixture
def shop(house):
    """A department with the seller and his manager, who sees it; the stranger is elsewhere."""
    with acting_as_system("test"):
        department = make_department("Shop")
        manager = make_member("Manager", scope="department", department=department)
        Member.objects.filter(pk=house.seller.pk).update(department=department)
    house.manager, house.department = manager, department
    return house


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def aim(who, **more):
    with acting_as(who.pk, through="page") as actor:
        given = {"amount": Decimal(1000), "currency": "CNY", **more}
        return set_target(QUARTER, given.pop("amount"), given.pop("currency"), **given, actor=actor, at=clock.now())


@pytest.mark.parametrize(("day", "first", "last"), [
    (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    (date(2028, 6, 2), date(2028, 4, 1), date(2028, 6, 30)),
])  # fmt: skip
def test_a_quarter_has_its_first_and_its_last_day(day, first, last) -> None:
    assert (quarter_of(day), end_of(quarter_of(day))) == (first, last)


def test_a_manager_sets_targets_of_his_people_and_nobody_else(shop) -> None:
    assert aim(shop.manager, member_id=shop.seller.pk).amount == 1000
    assert aim(shop.manager, member_id=shop.seller.pk, amount=Decimal(1500)).set_by_id == shop.manager.pk
    aim(shop.manager, department_id=shop.department.pk)
    for whose in ({"member_id": shop.stranger.pk}, {"member_id": shop.manager.pk}):
        with pytest.raises(NotAllowed):
            aim(shop.manager, **whose)
    with pytest.raises(NotAllowed):
        aim(shop.seller, member_id=shop.seller.pk)
    with acting_as_system("test"):
        elsewhere = make_department("Elsewhere")
        Member.objects.filter(pk=shop.stranger.pk).update(department=elsewhere)
    with pytest.raises(NotAllowed):
        aim(shop.manager, department_id=elsewhere.pk)
    for wrong in ({"amount": Decimal(0)}, {"currency": "yuan"}, {"department_id": shop.department.pk}):
        with pytest.raises(Refused):
            aim(shop.boss, **{"member_id": shop.seller.pk, **wrong})
    with acting_as(shop.boss.pk, through="page"):
        found = Target.objects.order_by("amount").values_list("member__name", "department__name", "amount")
        assert list(found) == [(None, "Shop", Decimal(1000)), ("Wang Jing", None, Decimal(1500))]
    aim(shop.manager, member_id=shop.seller.pk, amount=None)
    with acting_as(shop.boss.pk, through="page"):
        assert list(Target.objects.values_list("department__name", flat=True)) == ["Shop"]


def test_a_target_is_seen_by_who_sees_whom_it_is_about(shop) -> None:
    aim(shop.boss, member_id=shop.seller.pk)
    aim(shop.boss, member_id=shop.stranger.pk)
    aim(shop.boss, department_id=shop.department.pk)
    seen = []
    for member in (shop.seller, shop.stranger, shop.manager, shop.boss):
        with acting_as(member.pk, through="page"):
            seen.append(set(Target.objects.values_list("member__name", flat=True)))
    assert seen == [{"Wang Jing"}, {"Li Na"}, {"Wang Jing", None}, {"Wang Jing", "Li Na", None}]


def test_progress_is_what_was_won_in_the_quarter_per_currency(shop) -> None:
    aim(shop.boss, member_id=shop.seller.pk)
    aim(shop.boss, department_id=shop.department.pk, amount=Decimal(4000))
    with acting_as_system("test"):
        own = {"owner": shop.seller, "closed_on": date(2026, 3, 31)}
        make_opportunity(shop.customer, "won", amount=Decimal(700), **own)
        make_opportunity(shop.customer, "won", amount=Decimal("50.50"), currency="USD", **own)
        make_opportunity(shop.customer, "won", amount=Decimal(9), owner=shop.seller, closed_on=date(2026, 4, 1))
        make_opportunity(shop.customer, "lost", amount=Decimal(8), **own)
        make_opportunity(shop.customer, "engaging", amount=Decimal(300), owner=shop.seller)
        make_opportunity(shop.customer, "won", amount=Decimal(1300), owner=shop.manager, closed_on=date(2026, 1, 1))
        make_entry(shop.customer, member=shop.seller, at=clock.now().replace(year=2026, month=2, day=3))
        make_entry(shop.customer, member=shop.seller, at=clock.now().replace(year=2026, month=5, day=3))
        bring_up_to_date()
    with acting_as(shop.manager.pk, through="page") as actor:
        found = progress(QUARTER, actor, end_of(QUARTER))
        rows = {str(one.whose): one for one in (*found.departments, *found.members)}
        figures = {
            name: [(one.currency, one.target and one.target.amount, one.won, one.open, one.percent) for one in row.sums]
            for name, row in rows.items()
        }
    assert figures == {
        "Shop": [
            ("CNY", Decimal(4000), Decimal(2000), Decimal(300), 50),
            ("USD", None, Decimal("50.5"), Decimal(0), None),
        ],
        "Wang Jing": [
            ("CNY", Decimal(1000), Decimal(700), Decimal(300), 70),
            ("USD", None, Decimal("50.5"), Decimal(0), None),
        ],
        "Manager": [("CNY", None, Decimal(1300), Decimal(0), None)],
    }
    assert (rows["Wang Jing"].begun, rows["Wang Jing"].done, rows["Shop"].begun) == (5, 1, 6)


def test_of_a_past_quarter_nothing_is_open_and_the_forecast_of_then_stands_where_one_was_kept(
    shop, monkeypatch
) -> None:
    aim(shop.boss, member_id=shop.seller.pk)
    with acting_as_system("test"):
        make_opportunity(shop.customer, "won", amount=Decimal(700), owner=shop.seller, closed_on=date(2026, 3, 31))
        make_opportunity(shop.customer, "engaging", amount=Decimal(300), owner=shop.seller)
        make_opportunity(shop.customer, "engaging", amount=Decimal(400), owner=shop.stranger)
    client, url = signed_in(shop.boss), "/sales/targets/?quarter=2026-Q1"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 31, 3, tzinfo=UTC))
    now = client.get(url)
    assert ("Open: all that is open now" in now.content.decode(), len(now.context["members"])) == (True, 2)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 4, 2, 3, tzinfo=UTC))
    later = client.get(url)
    (row,) = later.context["members"]
    assert [(one.won, one.open, said) for one, said in row["sums"]] == [(Decimal(700), Decimal(0), None)]
    assert ("is not kept of this quarter" in later.content.decode(), "¥300" in later.content.decode()) == (True, False)
    with acting_as_system("test"):
        for day, mean in ((date(2026, 1, 1), 900.0), (date(2026, 3, 20), 500.0)):
            given = {"made_on": day, "quarter": QUARTER, "currency": "CNY", "tried": False}
            OutlookEnds.objects.create(**given, whole=[-1.28, 0, 1.28], one=[-1.28, 0, 1.28], number=0)
            Outlook.objects.create(**given, owner_id=shop.seller.pk, mean=mean, variance=1.0)
    kept = client.get(url)
    ((_sums, said),) = kept.context["members"][0]["sums"]
    assert (said["middle"], kept.context["said_on"]) == (900, date(2026, 1, 1))
    assert "Foreseen then" in kept.content.decode()


def test_the_page_sets_a_target_and_its_sums_lead_to_the_records(shop) -> None:
    with acting_as_system("test"):
        make_opportunity(shop.customer, "won", name="Won deal", amount=Decimal(700), owner=shop.seller)
        make_opportunity(shop.customer, "engaging", name="Open deal", amount=Decimal(5), owner=shop.seller)
    client = signed_in(shop.manager)
    given = {"quarter": "2026-Q1", "member": shop.seller.pk, "amount": "1000", "currency": "cny"}
    assert client.post("/sales/targets/set/", given | {"quarter": "2026-Q5"}).status_code == 422
    answer = client.post("/sales/targets/set/", given)
    assert (answer.status_code, answer.url) == (302, "/sales/targets/?quarter=2026-Q1")
    page = client.get(answer.url)
    assert ("¥1,000" in page.content.decode(), "70 %" in page.content.decode()) == (True, True)
    row = page.context["members"][0]
    won, still = (client.get(row[name]).content.decode() for name in ("won_url", "open_url"))
    assert ("Won deal" in won, "Open deal" in won, "Won deal" in still, "Open deal" in still) == (
        True,
        False,
        False,
        True,
    )
    assert "¥1,000" not in signed_in(shop.stranger).get(answer.url).content.decode()
    assert "目标" in signed_in(shop.seller, "zh-hans").get(answer.url).content.decode()
    with acting_as_system("test"):
        Opportunity.objects.filter(name="Open deal").update(amount=None)
    later = client.get("/sales/targets/?quarter=2026-Q3")
    assert (later.context["members"], 'href="?quarter=2026-Q1"' in later.content.decode()) == (
        [],
        True,
    )  # not a dead end
    client.post("/sales/targets/set/", given | {"amount": ""})
    assert "¥1,000" not in client.get(answer.url).content.decode()


def test_the_page_asks_as_much_for_one_member_as_for_ten(shop) -> None:
    client = signed_in(shop.boss)
    counts = []
    for number in (1, 10):
        with acting_as_system("test"):
            for _ in range(number):
                make_opportunity(shop.customer, "won", owner=make_member(), amount=Decimal(3))
        client.get("/sales/targets/?quarter=2026-Q1")
        with CaptureQueriesContext(connection) as caught:
            assert len(client.get("/sales/targets/?quarter=2026-Q1").context["members"]) >= number
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 25
