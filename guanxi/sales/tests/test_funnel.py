"""The funnel says what counting the opportunities would say, to everybody of what he sees; every figure leads to its records."""

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.sales.actions.move import move_opportunity, take_back
from guanxi.sales.actions.opportunity import (
    assign_opportunities,
    create_opportunity,
    delete_opportunities,
    edit_opportunity,
    restore_opportunities,
)
from guanxi.sales.actions.steering import bring_up_to_date
from guanxi.sales.factories import AT, make_opportunity
from guanxi.sales.models import Flow, Line, Move, Opportunity
from guanxi.sales.models.flow import CREDIT
from guanxi.sales.queries.funnel import Asked, behind_since, funnel
from guanxi.sales.queries.pipeline import default_pipeline
from guanxi.staff.factories import make_department
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db
MONTH = date(2026, 2, 1)
LOST = {"closed_on": date(2026, 3, 1), "loss_by": "us"}
MOVES = {"prospecting": {}, "engaging": {}, "lost": LOST, "won": {"closed_on": date(2026, 3, 2), "amount": Decimal(5)}}
STEPS = st.tuples(
    st.sampled_from(["make", "move", "back", "source", "day", "assign", "delete", "restore", "line"]), st.integers(0, 7)
)


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def asked(**more) -> Asked:
    return Asked(default_pipeline(), MONTH, MONTH, **more)


def counted() -> Counter:
    found: Counter = Counter()
    for one in Opportunity.objects.alive().prefetch_related("lines"):
        mine = (one.opened_on.replace(day=1), one.owner_id, one.pipeline)
        for face, value in [("", ""), ("source", one.source)]:
            found[(face, value, *mine, one.furthest, one.state)] += 1
        for product in {str(line.product_id) for line in one.lines.all()} or {""}:
            found[("product", product, *mine, one.furthest, one.state)] += 1
    return found


def kept() -> Counter:
    found: Counter = Counter()
    for one in Flow.objects.all():
        for state in ("open", "won", "lost"):
            if number := getattr(one, state):
                found[(one.face, one.value, one.month, one.owner_id, one.pipeline, one.stage, state)] += (
                    number // CREDIT
                )
    return found


def change(one, way, number, colleague, product, **whom) -> None:
    stage = list(MOVES)[number % 4]
    last = Move.objects.filter(opportunity=one).order_by("pk").last()
    ways = {
        "move": lambda: move_opportunity(one, stage, MOVES[stage], **whom),
        "back": lambda: last.from_stage and take_back(one, last.pk, **whom),
        "source": lambda: edit_opportunity(one, {"source": f"fair {number % 2}"}, **whom),
        "day": lambda: edit_opportunity(one, {"opened_on": date(2026, 1 + number % 3, 7)}, **whom),
        "assign": lambda: assign_opportunities([one.pk], colleague, **whom),
        "line": lambda: Line.objects.create(opportunity=one, product=product),
    }
    ways[way]()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=2, max_size=14))
def test_the_summary_is_what_counting_gives_whatever_is_done(house, steps) -> None:
    with transaction.atomic(), acting_as(house.boss.pk, through="page") as actor:
        product = make_product()
        for way, number in steps:
            rows = list(Opportunity.objects.order_by("pk"))
            one = rows[number % len(rows)] if rows else None
            at = clock.now()
            if way == "make" or one is None:
                owner = [house.seller, house.stranger, None][number % 3]
                make_opportunity(house.customer, ["prospecting", "proposal", "lost", "won"][number % 4], owner=owner)
            elif way in ("delete", "restore"):
                act = delete_opportunities if way == "delete" else restore_opportunities
                act([one.pk], actor=actor, at=at)
            elif one.deleted_at is None:
                change(one, way, number, house.stranger.pk, product, actor=actor, at=at)
        bring_up_to_date()
        assert (kept(), behind_since()) == (counted(), None)
        transaction.set_rollback(True)


def test_going_back_keeps_how_far_it_came_and_taking_back_does_not(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = create_opportunity({"name": "Deal", "customer": house.customer}, actor=actor, at=AT)
        came = [one.furthest]
        for stage, values in [("engaging", {}), ("prospecting", {}), ("lost", LOST)]:
            move_opportunity(one, stage, values, actor=actor, at=AT + timedelta(days=40))
            came.append(one.furthest)
        won = move_opportunity(one, "won", MOVES["won"], actor=actor, at=AT + timedelta(days=41))
        came.append(one.furthest)
        take_back(one, won.pk, actor=actor, at=AT + timedelta(days=41))
        assert came == ["prospecting", "engaging", "engaging", "engaging", "won"]
        assert (one.furthest, Opportunity.objects.get().furthest) == ("engaging", "engaging")


def test_conversion_and_days_come_from_the_log_beside_the_year_before(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        for number in range(4):
            one = make_opportunity(house.customer, owner=house.seller, amount=5)
            if number:
                move_opportunity(one, "engaging", actor=actor, at=AT + timedelta(days=2 * number))
            if number == 3:
                move_opportunity(one, "won", {"closed_on": date(2026, 3, 20)}, actor=actor, at=AT + timedelta(days=30))
        make_opportunity(house.customer, "lost", owner=house.seller, opened_on=date(2025, 2, 3))
        bring_up_to_date()
        steps = {one.stage.key: one for one in funnel(asked(), actor).steps}
        figures = [(one.reached, one.open, one.on, one.days) for one in steps.values()]
        assert figures == [
            (4, 1, None, 4.0),  # 2, 4 and 6 days
            (3, 2, 75.0, 24.0),
            (1, 0, pytest.approx(100 / 3), None),
            (1, 0, 100.0, None),
            (1, 0, 100.0, None),
        ]
        assert (steps["engaging"].before, steps["won"].before) == (0.0, None)


def test_everybody_sees_the_funnel_of_his_own_scope(house) -> None:
    with acting_as_system("test"):
        make_opportunity(house.customer, owner=house.seller, source="fair")
        make_opportunity(house.customer, owner=house.stranger, source="secret fair")
        make_opportunity(house.customer, owner=None, source="nobody's fair")
        bring_up_to_date()
    seen = []
    for member in (house.seller, house.stranger, house.boss):
        with acting_as(member.pk, through="page") as actor:
            seen.append(funnel(asked(), actor).begun)
            page = signed_in(member).get("/sales/funnel/?by=source&first=2026-02&last=2026-02").content.decode()
            seen.append("secret fair" in page)
    assert seen == [1, False, 1, True, 3, True]


def test_every_figure_leads_to_its_opportunities(house) -> None:
    with acting_as_system("test"):
        shop = make_department("Shop")
        Member.objects.filter(pk=house.seller.pk).update(department=shop)
        product = make_product("P: 1", name="Lathe; X")
        for stage in ("prospecting", "engaging", "won", "lost"):
            for owner in (house.seller, house.stranger):
                one = make_opportunity(house.customer, stage, owner=owner, source="fair, Köln; west")
                Line.objects.create(opportunity=one, product=product)
                make_opportunity(house.customer, stage, owner=owner)
        make_opportunity(house.customer, owner=None, opened_on=date(2026, 3, 1))
        bring_up_to_date()
    client = signed_in(house.boss)
    followed = 0
    for by in ("", "owner", "department", "source", "product"):
        page = client.get(f"/sales/funnel/?by={by}&first=2026-01&last=2026-03")
        for row in page.context["steps"]:
            for figure, url in [("reached", row["reached_url"]), ("open", row["open_url"]), ("lost", row["lost_url"])]:
                if not (row["won"] and figure != "reached"):
                    followed += 1
                    assert found_at(client, url) == getattr(row["it"], figure), (by, url)
        for group in page.context["groups"]:
            cells = [(step.reached, url) for step, url in group["cells"]] + [(group["course"].lost, group["lost_url"])]
            for number, url in cells:
                if url:
                    followed += 1
                    assert found_at(client, url) == number, (by, group["name"], url)
    assert followed == 5 * 13 + 6 * (3 + 1 + 2 + 2)  # nobody's department cannot be said to a list


def found_at(client: Client, url: str) -> int:
    assert parse_qs(urlsplit(url).query)["f"]
    page = client.get(url).content.decode()
    assert "list-problems" not in page
    return len(set(re.findall(r'href="/sales/opportunities/(\d+)/"', page)))


def test_the_conditions_of_the_page_narrow_it(house) -> None:
    with acting_as_system("test"):
        product = make_product("P")
        mine = make_opportunity(house.customer, owner=house.seller, source="fair")
        Line.objects.create(opportunity=mine, product=product)
        make_opportunity(house.customer, owner=house.stranger, source="web")
        make_opportunity(house.customer, owner=house.stranger, source="web", opened_on=date(2026, 3, 3))
        bring_up_to_date()
    client = signed_in(house.boss)

    def begun(query: str) -> int:
        return client.get(f"/sales/funnel/?{query}").context["whole"].begun

    cases = ["", "last=2026-02", f"owner={house.seller.pk}", "source=web", f"product={product.pk}", "source=nowhere"]
    assert [begun(one) for one in cases] == [3, 2, 1, 2, 1, 0]
    both = client.get(f"/sales/funnel/?by=source&product={product.pk}")
    assert (both.status_code, "Choose sources or products" in both.content.decode()) == (422, True)
    form = client.get("/sales/funnel/?last=2026-02").context["form"]
    assert (form["first"].value(), form["last"].value()) == ("2025-03", "2026-02")  # the fields say what the text says
    slip = client.get("/sales/funnel/?first=2026-05&last=2026-01")
    assert (slip.status_code, slip.context["form"]["first"].value()) == (422, "2026-05")
    assert client.get("/sales/funnel/?first=x&owner=%00&department=z&by=q").status_code == 422


def test_the_file_says_what_the_tables_say(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        make_opportunity(house.customer, owner=house.seller, source="=fair")
        make_opportunity(house.customer, "lost", owner=house.seller)
        bring_up_to_date()
    client = signed_in(house.seller)
    lines = client.get("/sales/funnel/csv/?first=2026-02&last=2026-02").content.decode("utf-8-sig").splitlines()
    assert lines[1:3] == ["Prospecting,2,100.0,,,1,1,", "Engaging,0,0.0,0.0,,0,0,"]
    lines = client.get("/sales/funnel/csv/?by=source").content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["No source,1,0,0,0,0,1,0.0", "'=fair,1,0,0,0,0,0,"]


def test_the_page_says_when_it_is_behind_and_a_chart_has_what_the_table_has(house) -> None:
    with acting_as(house.seller.pk, through="page"):
        make_opportunity(house.customer, owner=house.seller)
        bring_up_to_date()
    client = signed_in(house.seller)
    page = client.get("/sales/funnel/")
    assert "The figures are up to date." in page.content.decode()
    assert json.loads(json.dumps(page.context["chart"]))["series"][0]["values"] == [1, 0, 0, 0, 0]
    with acting_as(house.seller.pk, through="page"):
        make_opportunity(house.customer, owner=house.seller)
        assert isinstance(behind_since(), datetime)
    assert "is not counted yet" in client.get("/sales/funnel/").content.decode()
    assert "销售漏斗" in signed_in(house.seller, "zh-hans").get("/sales/funnel/").content.decode()


def test_the_funnel_asks_as_much_for_one_opportunity_as_for_thirty(house) -> None:
    client = signed_in(house.boss)
    urls = [f"/sales/funnel/?by={by}" for by in ("", "owner", "department", "source", "product")]

    def asked_of(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    counts = []
    for number in (1, 30):
        with acting_as_system("test"):
            for one in range(number):
                made = make_opportunity(house.customer, owner=house.seller, source=f"source {one}")
                Line.objects.create(opportunity=made, product=make_product())
            bring_up_to_date()
        client.get(urls[0])
        counts.append([asked_of(url) for url in urls])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25


def test_the_job_runs_the_refresh(house) -> None:
    from guanxi.sales.jobs import refresh_funnel

    with acting_as(house.seller.pk, through="page"):
        make_opportunity(house.customer, owner=house.seller)
    refresh_funnel(0)
    with acting_as(house.seller.pk, through="page"):
        assert Flow.objects.filter(face="").count() == 1
