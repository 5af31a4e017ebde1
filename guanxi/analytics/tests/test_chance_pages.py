"""The pages of chances: leads by what they are expected to bring, panels with reasons, cards, lists, who sees what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.factories import make_leads
from guanxi.analytics.models import Chance, Lesson, Question
from guanxi.analytics.queries.chance import PAGE
from guanxi.analytics.tests.test_foresee import desk, told
from guanxi.analytics.tests.test_pages import signed_in, text
from guanxi.core import clock, work
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Fact
from guanxi.sales.factories import make_lead

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def lesson(question: str = Question.LEAD, **values) -> Lesson:
    given = {"at": clock.now(), "until": clock.now(), "is_used": True, "card": {"share": 0.2}}
    return Lesson.objects.create(question=question, **given | values)


def make_chances(owner, *figures: tuple[float, int | None]) -> list[Chance]:
    """Leads with chances, as (chance, expected)."""
    learnt = lesson()
    made = []
    for chance, expected in figures:
        lead = make_lead(make_customer("Mill", owner=owner), owner=owner)
        made.append(
            Chance.objects.create(
                question="lead", lesson=learnt, customer_id=lead.customer_id, lead=lead, at=clock.now(), chance=chance,
                band="above", days=90, expected=expected, currency="CNY", above=[["source", "Fair", 1.0]], below=[["age", 12.0, -0.5]],
            )
        )  # fmt: skip
    return made


def test_the_page_of_leads_is_sorted_by_value_and_goes_on(desk) -> None:
    seller, stranger, _boss = desk
    with acting_as_system("test"):
        rows = make_chances(seller, *[(0.01 * n, 10 * (n // 2)) for n in range(2, 2 * PAGE)])
    client = signed_in(seller)
    first, expected = text(client.get("/analytics/leads/")), sorted(rows, key=lambda one: (-one.expected, -one.chance))
    places = [first.index(f">{one.lead.name}<") for one in expected[:PAGE]]
    assert places == sorted(places)
    assert expected[PAGE].lead.name + "<" not in first
    assert [word in first for word in ("Source: Fair", "Days since it came: 12", "¥240.00")] == [True] * 3
    second = text(client.get(f"/analytics/leads/?after={expected[PAGE - 1].pk}"))
    assert [f">{one.lead.name}<" in second for one in expected[PAGE:]] == [True] * (len(rows) - PAGE)
    assert "told of within minutes" in text(signed_in(stranger).get("/analytics/leads/"))
    assert "没有任何" not in first


def test_a_page_of_leads_asks_as_much_for_many_as_for_two(desk) -> None:
    seller = desk[0]

    def asked() -> int:
        client = signed_in(seller)
        client.get("/analytics/leads/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/analytics/leads/")
        return len(caught)

    with acting_as_system("test"):
        make_chances(seller, (0.2, 20), (0.3, 30))
    two = asked()
    with acting_as_system("test"):
        Chance.objects.all().delete()
        Lesson.objects.all().delete()
        make_chances(seller, *[(0.2, place) for place in range(20)])
    assert asked() == two


def test_the_panel_of_a_lead_tells_its_chance_with_reasons(desk) -> None:
    seller, stranger, _boss = desk
    with acting_as_system("test"):
        one = make_chances(seller, (0.37, 740))[0]
        bare = make_lead(make_customer("Other", owner=seller), owner=seller)
        over = make_lead(make_customer("Gone", owner=seller), owner=seller, state="converted")
    client = signed_in(seller)
    panel = text(client.get(f"/analytics/leads/{one.lead_id}/panel/"))
    assert [word in panel for word in ("37 %", "¥740.00", "Speaks for it", "Source: Fair", "Days since it came: 12")] == [True] * 5  # fmt: skip
    chinese = text(signed_in(seller, "zh-hans").get(f"/analytics/leads/{one.lead_id}/panel/"))
    assert ("有利因素" in chinese, "Speaks" in chinese) == (True, False)
    assert "will be told soon" in text(client.get(f"/analytics/leads/{bare.pk}/panel/"))
    assert "nothing left to expect" in text(client.get(f"/analytics/leads/{over.pk}/panel/"))
    assert f'hx-get="/analytics/leads/{one.lead_id}/panel/"' in text(client.get(f"/sales/leads/{one.lead_id}/"))
    assert signed_in(stranger).get(f"/analytics/leads/{one.lead_id}/panel/").status_code == 404
    assert one.lead.name in text(client.get("/analytics/leads/day/"))


def test_lists_show_and_filter_by_chance(desk) -> None:
    seller = desk[0]
    with acting_as_system("test"):
        one = make_chances(seller, (0.37, 740))[0]
        risky = make_customer("Risky mill", owner=seller)
        Fact.objects.create(
            customer=risky, name="leaving", value=0.62, word="above", source="chance", as_of=clock.now()
        )
    client = signed_in(seller)
    leads = text(client.get("/sales/leads/?f=chance_band:is:Above average&cols=name,chance_band,chance,expected"))
    assert [word in leads for word in (one.lead.name, ">37<", "¥740.00")] == [True] * 3
    customers = text(client.get("/customers/?f=leaving_band:is:above&cols=name,leaving_band,leaving"))
    assert ("Risky mill" in customers, ">62<" in customers) == (True, True)
    assert "Risky mill" not in text(client.get("/customers/?f=leaving_band:is:below"))


def test_the_panel_of_a_customer_tells_his_risk_or_why_none(desk) -> None:
    seller, stranger, _boss = desk
    with acting_as_system("test"):
        mill = make_customer("Mill", owner=seller)
    address = f"/analytics/customers/{mill.pk}/leaving/panel/"
    client = signed_in(seller)
    assert "happens once a day" in text(client.get(address))
    with acting_as_system("test"):
        lesson("leaving", is_used=False, refused="nobody_leaves", card={})
    assert "do not show anybody leaving" in text(client.get(address))
    with acting_as_system("test"):
        Lesson.objects.all().delete()
        Chance.objects.create(
            question="leaving", lesson=lesson("leaving"), customer=mill, at=clock.now(), chance=0.62, band="above", days=40,
            above=[["of_own_time", 0.85, 1.2]], below=[],
        )  # fmt: skip
    panel = text(client.get(address))
    assert [word in panel for word in ("62 %", "within 40 days", "Raises the risk", "has passed, %: 85")] == [True] * 4
    assert signed_in(stranger).get(address).status_code == 404


def test_the_card_says_how_good_chances_are_and_why_there_are_none(desk) -> None:
    told(desk[2])
    page = text(signed_in(desk[0]).get("/analytics/chances/"))
    words = (
        "Leads that convert",
        "In use",
        "Ranks right (AUC)",
        "Logistic regression",
        "Gradient-boosted trees",
        "budget",
        "Fair",
        "<circle",
    )
    assert [word in page for word in words] == [True] * len(words)
    assert "There are no orders to learn from yet" in page
    assert "Learn anew" not in page
    boss = signed_in(desk[2])
    assert "Learn anew" in text(boss.get("/analytics/chances/"))
    assert boss.post("/analytics/chances/again/").status_code == 302
    assert Client().get("/analytics/chances/").status_code == 302


def test_a_new_lead_is_told_of_within_minutes(desk) -> None:
    from guanxi.analytics.actions.foresee import foresee_new

    told(desk[2])
    with acting_as_system("test") as actor:
        assert foresee_new(actor=actor, at=clock.now()) is None
        (new,) = make_leads(1, owner=desk[0], received=clock.now() - timedelta(minutes=5), seed=9, state="open")
        job = foresee_new(actor=actor, at=clock.now())
        assert foresee_new(actor=actor, at=clock.now()) is None
    work.run(job.pk)
    with acting_as_system("test"):
        assert Chance.objects.get(lead=new).chance > 0
        assert Chance.objects.count() == 4
