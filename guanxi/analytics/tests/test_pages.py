"""The pages of value: what they show to whom, the formula of the counter, lists by segment, the company's rule."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.factories import END, make_purchases
from guanxi.analytics.models import Counter, Rule
from guanxi.analytics.segments import BY_KEY
from guanxi.analytics.tests.test_reckon import done
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.models import Customer, Fact

pytestmark = pytest.mark.django_db


def signed_in(member, language: str = "en", **headers: str) -> Client:
    client = Client(headers={"Accept-Language": language, **headers})
    client.force_login(member)
    return client


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def best(shop) -> Customer:
    """The customer who is expected to bring most, after a reckoning."""
    done(shop.boss)
    with acting_as_system("test"):
        return Customer.objects.get(pk=Fact.objects.filter(name="lifetime").latest("value").customer_id)


def facts_of(customer: Customer) -> dict[str, Fact]:
    with acting_as_system("test"):
        return {one.name: one for one in Fact.objects.filter(customer=customer)}


def test_the_page_of_value_counts_and_leads_to_the_customers_of_a_segment(shop, best) -> None:
    client = signed_in(shop.seller)
    page = text(client.get("/analytics/value/"))
    with acting_as_system("test"):
        number = Fact.objects.filter(name="segment", word="champions").count()
    assert f'href="/customers/?f=segment%3Ais%3Achampions">{number}</a>' in page
    listed = client.get("/customers/?f=segment%3Ais%3Achampions&cols=name,segment,lifetime")
    assert text(listed).count('<span class="status" data-tone="ok">Champions</span>') == min(number, 50)
    assert best.name in text(client.get("/customers/?f=segment:is:champions (CNY)"))
    assert best.name not in text(client.get("/customers/?f=segment:is:champions (EUR)"))
    for asked in ("champions", "Champions", "champions (CNY)"):
        assert "RFM 分群是明星客户" in text(signed_in(shop.seller, "zh-hans").get(f"/customers/?f=segment:is:{asked}"))
    assert "冠军" not in page
    chinese = text(signed_in(shop.seller, "zh-hans").get("/analytics/value/"))
    with acting_as_system("test"):
        from django.utils import translation

        with translation.override("zh-hans"):
            assert str(BY_KEY["champions"].label) in chinese


def test_who_moved_since_the_run_before_is_drawn_and_told(shop, best) -> None:
    client = signed_in(shop.seller)
    assert "What moved" not in text(client.get("/analytics/value/"))
    with acting_as_system("test"):
        sleeper = Customer.objects.get(pk=Fact.objects.filter(name="segment", word="asleep").first().customer_id)
        make_purchases(sleeper, *[(END - timedelta(days=one), 50_000) for one in range(9)])
    done(shop.boss)
    page = text(client.get("/analytics/value/"))
    assert "What moved since the reckoning before" in page
    assert "<title>Asleep → Champions: 1</title>" in page
    drawn = page.partition('<svg class="flow"')[2].partition("</svg>")[0]
    told = [int(one) for one in re.findall(r"<title>[^<]*: (\d+)</title>", drawn)]
    assert sum(told) == 220
    assert '<path class="flow-band" data-tone="ok"' in drawn


def test_a_list_asks_for_facts_only_where_it_shows_one(shop) -> None:
    client = signed_in(shop.seller)

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return sum("customers_fact" in one["sql"] for one in caught)

    assert (asked("/customers/"), asked("/customers/?cols=name,segment")) == (0, 1)


def test_a_colleague_with_other_customers_sees_none_of_it(shop, best) -> None:
    client = signed_in(shop.stranger)
    assert "None of the customers in your data scope" in text(client.get("/analytics/value/"))
    for end in ("", "panel/"):
        assert client.get(f"/analytics/customers/{best.pk}/{end}").status_code == 404
        assert signed_in(shop.seller).get(f"/analytics/customers/{best.pk}/{end}").status_code == 200
    assert client.post(f"/analytics/customers/{best.pk}/", {"years": "5"}).status_code == 404


def test_the_page_of_a_customer_shows_every_figure_that_was_written_down(shop, best) -> None:
    facts = facts_of(best)
    client = signed_in(shop.seller)
    page, panel = (text(client.get(f"/analytics/customers/{best.pk}/{end}")) for end in ("", "panel/"))
    lifetime = f"¥{facts['lifetime'].value:,.2f}"
    for shown in (page, panel):
        assert lifetime in shown
        assert f"{round(100 * facts['alive'].value)} %" in shown
    assert f"¥{facts['lifetime'].low:,.2f}–¥{facts['lifetime'].high:,.2f}" in page
    assert f"RFM {facts['segment'].value:.0f}" in page
    assert [name in page for name in ("BG/NBD", "Pareto/NBD", "Gamma-Gamma")] == [True] * 3


def test_a_member_keeps_what_he_supposes_and_takes_it_away_again(shop, best) -> None:
    client, url = signed_in(shop.seller), f"/analytics/customers/{best.pk}/"
    given = {"amount": "1500", "per_year": "12", "years": "10", "currency": "CNY"}
    assert client.post(url, given).status_code == 302
    page = text(client.get(url))
    assert "¥180,000.00" in page
    assert "Assumed by Wang Jing" in page
    wrong = client.post(url, given | {"years": "-1"})
    assert (wrong.status_code, "above 0" in text(wrong)) == (422, True)
    assert client.post(url, {"amount": "", "per_year": "", "years": "", "currency": "CNY"}).status_code == 302
    with acting_as_system("test"):
        assert Counter.objects.count() == 0
    history = text(client.get(f"/history/customer/{best.pk}/"))
    assert "Value at the counter" in history


def test_what_the_orders_say_stands_where_nobody_supposed_anything(shop) -> None:
    with acting_as_system("test"):
        make_purchases(shop.other, (END - timedelta(days=365), 100), (END - timedelta(days=100), 300))
    done(shop.boss)
    page = text(signed_in(shop.stranger).get(f"/analytics/customers/{shop.other.pk}/"))
    assert "¥200.00" in page
    assert "Since the first one they bought 1.00 times a year." in page
    with acting_as(shop.stranger.pk, through="page"):
        from guanxi.analytics.queries.value import worth_of

        simple = worth_of(shop.other.pk, "CNY").simple
        assert (simple.amount.value, simple.per_year.value, simple.years.value, simple.total) == (Decimal(200), Decimal("1.00"), None, None)  # fmt: skip


def test_who_administers_has_it_reckoned_and_says_how(shop) -> None:
    client = signed_in(shop.boss)
    rule = {"quantile": "no", "days": "10, 20、30，40", "purchases": "1 2 3 4", "money": "9,99,999,9999", "years": "5", "discount": "0"}  # fmt: skip
    wrong = client.post("/analytics/value/rule/", rule | {"days": "4 3 2 1"})
    assert (wrong.status_code, "Give four rising numbers." in text(wrong)) == (422, True)
    assert client.post("/analytics/value/rule/", rule).status_code == 302
    with acting_as_system("test"):
        kept = Rule.objects.get()
        assert (kept.quantile, kept.days, kept.money, kept.years) == (False, [10, 20, 30, 40], [9, 99, 999, 9999], 5)
    started = client.post("/analytics/value/again/")
    assert started.status_code == 302
    assert started["Location"].startswith("/work/")
    again = client.post("/analytics/value/again/", follow=True)
    assert "It is being reckoned already." in text(again)
    for url in ("again/", "rule/"):
        answer = signed_in(shop.seller).post(f"/analytics/value/{url}", rule, follow=True)
        assert answer.status_code == 404 or "Your roles do not allow this" in text(answer)
    assert done_by_work(shop).rule["years"] == 5


def done_by_work(shop):
    from guanxi.analytics.models import Run
    from guanxi.core import work

    with acting_as_system("test"):
        run = Run.objects.get()
    work.run(run.work_id)
    with acting_as_system("test"):
        return Run.objects.exclude(ended_at=None).get()


def test_before_the_first_reckoning_the_page_says_where_orders_come_from(shop) -> None:
    assert "is reckoned from their orders" in text(signed_in(shop.seller).get("/analytics/value/"))


def test_programs_read_value_with_the_customer(shop, best) -> None:
    from guanxi.api.factories import make_key

    answer = Client().get(f"/api/v1/customers/{best.pk}", headers={"Authorization": make_key(shop.seller)}).json()
    facts = facts_of(best)
    assert (answer["segment"], answer["alive"]) == (facts["segment"].word, round(100 * facts["alive"].value))
    assert answer["lifetime"] == str(round(facts["lifetime"].value))
