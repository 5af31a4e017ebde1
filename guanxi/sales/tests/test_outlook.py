"""The forecast page: its sums are those of the records behind them, everybody sees his own, and history speaks where there is enough."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import Refused
from guanxi.sales.actions.opportunity import edit_opportunity
from guanxi.sales.actions.outlook import foresee_sales
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity, Outlook, OutlookEnds
from guanxi.sales.queries.cases import past
from guanxi.sales.queries.target import end_of, quarter_of
from guanxi.sales.views.target import written
from guanxi.staff.factories import make_department
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-08-12T09:00:00+00:00")
TODAY = NOW.date()
QUARTER = quarter_of(TODAY)
DUE = {"expected_on": date(2026, 9, 1), "currency": "CNY"}


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def a_history(house, days: int = 420, each: int = 2) -> None:
    """Two sellers who began and closed deals for more than a year, won about half."""
    dice = random.Random(4)
    made = []
    for back in range(days, 0, -1):
        for number in range(each):
            opened = TODAY - timedelta(days=back)
            closed = opened + timedelta(days=dice.randrange(5, 60))
            state = "open" if closed >= TODAY else dice.choice(["won", "lost"])
            made.append(Opportunity(
                name=f"Deal {back} {number}", owner=[house.seller, house.stranger][number], customer=house.customer, pipeline="default",
                stage="engaging" if state == "open" else state, state=state, stage_since=NOW, opened_on=opened, amount=Decimal(dice.randrange(500, 1500)),
                currency="CNY", closed_on=None if state == "open" else closed, loss_by="us" if state == "lost" else "",
            ))  # fmt: skip
    Opportunity.objects.bulk_create(made)


def found_at(client: Client, url: str) -> int:
    from guanxi.sales.tests.test_funnel import found_at as found

    return found(client, url)


def test_every_sum_is_that_of_the_records_it_leads_to(house) -> None:
    with acting_as_system("test"):
        of = {"owner": house.seller, **DUE}
        make_opportunity(house.customer, "won", owner=house.seller, amount=100, closed_on=date(2026, 7, 2))
        make_opportunity(
            house.customer, "won", owner=house.seller, amount=7, closed_on=date(2026, 6, 30)
        )  # the quarter before
        make_opportunity(house.customer, "engaging", **of, amount=10, category="commit")
        make_opportunity(house.customer, "negotiation", **of, amount=20)  # 75 % by its stage
        make_opportunity(house.customer, "engaging", **of, amount=40, probability=80)
        make_opportunity(house.customer, "negotiation", **of, amount=1, probability=30)
        make_opportunity(house.customer, "negotiation", **of, amount=2, category="best")
        make_opportunity(house.customer, "negotiation", **of, amount=500, category="left_out")
        make_opportunity(house.customer, "engaging", owner=house.seller, amount=900, expected_on=date(2026, 10, 1))
        make_opportunity(house.customer, "engaging", owner=house.seller, amount=900)
        make_opportunity(house.customer, "engaging", owner=house.stranger, amount=4, **DUE)
        make_opportunity(
            house.customer, "engaging", owner=house.stranger, amount=8, expected_on=date(2026, 9, 1), currency="USD"
        )
    client = signed_in(house.boss)
    page = client.get("/sales/forecast/")
    whole = {row["it"].currency: row for row in page.context["whole"]}
    figures = [(code, row["it"].won, row["it"].commit, row["it"].best) for code, row in sorted(whole.items())]
    assert figures == [("CNY", 100, 170, 177), ("USD", 0, 0, 8)]
    counts = [found_at(client, whole["CNY"][name]) for name in ("won_url", "commit_url", "best_url")]
    assert counts == [1, 4, 7]
    rows = {row["name"]: row for row in page.context["parts"][0]["rows"] if row["it"].currency == "CNY"}
    assert (rows["Wang Jing"]["it"].best, rows["Li Na"]["it"].best) == (173, 4)
    assert found_at(client, rows["Wang Jing"]["best_url"]) == 6
    assert page.context["whole"][0]["it"].learnt is None
    assert "Nothing is foreseen from history" in page.content.decode()


def test_everybody_sees_his_own_forecast_and_departments_add_up(house) -> None:
    with acting_as_system("test") as actor:
        shop = make_department("Shop")
        Member.objects.filter(pk=house.seller.pk).update(department=shop)
        a_history(house)
        make_opportunity(house.customer, "engaging", owner=house.seller, amount=10, **DUE)
        make_opportunity(house.customer, "engaging", owner=house.stranger, amount=4, **DUE)
        assert foresee_sales(actor=actor, at=NOW) > 0
    seen = {}
    for member in (house.seller, house.stranger, house.boss):
        page = signed_in(member).get("/sales/forecast/")
        seen[member.name] = page.context["whole"][0]["it"]
        assert len(page.context["past"]) == 10
        months = signed_in(member).get("/sales/forecast/").context["past"]
        assert [one["it"].won for one in months] == [won_in(one["it"].month, member, house) for one in months]
    mine, others, whole = (seen[name].learnt for name in ("Wang Jing", "Li Na", "Boss"))
    assert mine.low < mine.middle < mine.high
    assert mine.middle + others.middle == pytest.approx(whole.middle, rel=0.25)
    assert whole.high - whole.low < mine.high - mine.low + others.high - others.low
    page = signed_in(house.boss).get("/sales/forecast/?by=department")
    assert {row["name"] for row in page.context["parts"][0]["rows"]} == {"Shop", "No department"}
    one = signed_in(house.boss).get(f"/sales/forecast/?department={shop.pk}").context["whole"][0]["it"]
    assert (one.learnt, one.best) == (mine, seen["Wang Jing"].best)


def won_in(month: date, member, house) -> Decimal:
    with acting_as(member.pk, through="page"):
        rows = Opportunity.objects.filter(state="won", closed_on__year=month.year, closed_on__month=month.month)
        owners = {house.seller.pk, house.stranger.pk} if member == house.boss else {member.pk}
        return sum((one.amount for one in rows if one.owner_id in owners), Decimal(0))


def test_history_is_asked_once_a_day_and_compared_with_a_week_before(house) -> None:
    with acting_as_system("test") as actor:
        a_history(house)
        first = foresee_sales(actor=actor, at=NOW - timedelta(days=8))
        assert (first > 0, foresee_sales(actor=actor, at=NOW - timedelta(days=8))) == (True, 0)
        foresee_sales(actor=actor, at=NOW)
        assert set(OutlookEnds.objects.filter(tried=False).values_list("made_on", flat=True)) == {
            TODAY,
            TODAY - timedelta(days=8),
        }
        assert set(OutlookEnds.objects.filter(tried=True).values_list("made_on", flat=True)) == {TODAY}
        assert Outlook.objects.filter(quarter=QUARTER, tried=False, made_on=TODAY).count() == 2
    one = signed_in(house.boss).get("/sales/forecast/").context["whole"][0]
    assert isinstance(one["moved"], int)
    following = written(date.fromordinal(end_of(QUARTER).toordinal() + 1))
    assert (
        signed_in(house.boss).get(f"/sales/forecast/?quarter={following}").context["whole"][0]["it"].learnt.middle > 0
    )
    with acting_as_system("test") as actor:
        foresee_sales(actor=actor, at=NOW + timedelta(days=8))
        kept = set(OutlookEnds.objects.filter(tried=False).values_list("made_on", flat=True))
        assert kept == {TODAY - timedelta(days=8), TODAY, TODAY + timedelta(days=8)}
        foresee_sales(actor=actor, at=NOW + timedelta(days=30))
        old = OutlookEnds.objects.filter(tried=False, made_on__lt=TODAY).values_list("made_on", "quarter")
        assert set(old) == {(TODAY - timedelta(days=8), QUARTER)}  # what was said of a quarter first stays


def test_a_history_that_ended_long_ago_foresees_no_quarter_but_shows_how_it_would_have_done(house) -> None:
    with acting_as_system("test") as actor:
        a_history(house)
        foresee_sales(actor=actor, at=NOW + timedelta(days=900))
        assert set(Outlook.objects.values_list("tried", flat=True)) == {True}
    page = signed_in(house.boss).get("/sales/forecast/").content.decode()
    assert "How it would have done" in page


def test_amounts_are_heard_when_they_were_said(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, "engaging", owner=house.seller, amount=100)
        Opportunity.objects.filter(pk=one.pk).update(created_at=NOW - timedelta(days=40))
        one.refresh_from_db()
        edit_opportunity(one, {"amount": Decimal(300)}, actor=actor, at=NOW)
        done = make_opportunity(house.customer, "won", owner=house.seller, amount=70, closed_on=TODAY)
    with acting_as_system("test") as actor:
        assert Change.objects.filter(kind="opportunity", record_id=one.pk, operation="U").exists()
        cases = {case.worth: case for case in past(actor, TODAY + timedelta(days=9))[0]["CNY"]}
        assert [amount for _day, amount in cases[0.0].said] == [100.0, 300.0]
        assert cases[0.0].said[0][0] == TODAY - timedelta(days=40)
        assert [amount for _day, amount in cases[70.0].said] == [70.0]
        assert done.pk


def test_of_a_large_company_some_sellers_stand_for_all_and_the_page_says_so(house, monkeypatch) -> None:
    with acting_as_system("test") as actor:
        a_history(house)
        bring_up_to_date()
        monkeypatch.setattr("guanxi.sales.queries.cases.MOST", 500)
        cases, share = past(actor, TODAY)
        assert (share, {case.owner % 2 for case in cases["CNY"]}) == (2, {0})
        foresee_sales(actor=actor, at=NOW)
        assert Outlook.objects.filter(quarter=QUARTER, tried=False).count() == 2
    page = signed_in(house.boss).get("/sales/forecast/")
    assert "Of 1 seller, who stands for all." in page.content.decode()
    only = next(one for one in (house.seller, house.stranger) if one.pk % 2 == 0)
    assert page.context["past"][0]["url"] == ""
    assert [one["it"].won for one in page.context["past"]] == [
        won_in(one["it"].month, only, house) for one in page.context["past"]
    ]


def test_a_category_is_edited_in_place_and_only_one_of_the_list(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = make_opportunity(house.customer, owner=house.seller)
        assert edit_opportunity(one, {"category": "commit"}, actor=actor, at=NOW).category == "commit"
        with pytest.raises(Refused):
            edit_opportunity(one, {"category": "sure"}, actor=actor, at=NOW)
    page = signed_in(house.seller).get(f"/sales/opportunities/{one.pk}/").content.decode()
    assert "Forecast category" in page


def test_who_may_not_see_asks_in_vain_and_masked_amounts_have_no_sums(house) -> None:
    with acting_as_system("test"):
        make_opportunity(house.customer, "engaging", owner=house.seller, amount=10, **DUE)
    assert signed_in(house.boss).get("/sales/forecast/?quarter=x&owner=%00&department=z&by=q").status_code == 422
    assert "销售预测" in signed_in(house.boss, "zh-hans").get("/sales/forecast/").content.decode()
    lines = signed_in(house.boss).get("/sales/forecast/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Wang Jing,CNY,0,0,10,,,,", "All together,CNY,0,0,10,,,,"]


def test_the_page_asks_as_much_for_one_as_for_thirty(house) -> None:
    client = signed_in(house.boss)
    counts = []
    for number in (1, 30):
        with acting_as_system("test"):
            for _one in range(number):
                make_opportunity(house.customer, "engaging", owner=house.seller, amount=10, **DUE)
                make_opportunity(house.customer, "engaging", owner=house.stranger, amount=10, **DUE)
        for by in ("owner", "department"):
            client.get(f"/sales/forecast/?by={by}")
            with CaptureQueriesContext(connection) as caught:
                client.get(f"/sales/forecast/?by={by}")
            counts.append(len(caught))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 25


def test_the_job_foresees(house) -> None:
    from guanxi.sales.jobs import foresee

    with acting_as_system("test"):
        a_history(house)
    foresee()
    with acting_as_system("test"):
        assert OutlookEnds.objects.filter(quarter=QUARTER, tried=False, currency="CNY").get().number > 8
