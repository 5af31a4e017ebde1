"""Whether the models foresee what comes: on CDNOW, on the company's own orders, and on the page that says so."""

from datetime import date

import numpy as np
import pytest
from django.db import connection
from django.test import Client

from guanxi.analytics.factories import END as LAST
from guanxi.analytics.factories import make_buyers
from guanxi.analytics.heldout import Later, by_class, held_against
from guanxi.analytics.models import Buyer, Run
from guanxi.analytics.purchases.histories import histories
from guanxi.analytics.queries.heldout import cut_of
from guanxi.analytics.tests.cdnow import END, summary
from guanxi.analytics.tests.test_reckon import done
from guanxi.core.actor import acting_as_system

# repeat purchases until then, told and come per customer in the 39 weeks after: as in docs/value.md
CDNOW = [
    (0, 0.23, 0.24), (1, 0.52, 0.70), (2, 1.04, 1.39), (3, 1.52, 1.56), (4, 2.16, 2.53), (5, 2.65, 2.95), (6, 3.50, 3.86), (7, 6.16, 6.36),
]  # fmt: skip


def test_a_class_tells_means_per_customer_with_bounds() -> None:
    then = histories([0, 0, 9, 7], [0, 0, 5, 6], [10, 10, 10, 10], [3, 1, 1, 1])
    found = by_class(Later(then, np.array([0.0, 4.0, 6.0, 2.0])), np.array([0.5, 0.5, 5.0, 3.0]))
    assert [(one["again"], one["customers"], one["told"], one["came"]) for one in found["classes"]] == [
        (0, 4.0, 0.5, 1.0), (7, 2.0, 4.0, 4.0),
    ]  # fmt: skip
    assert (found["told"], found["came"], found["customers"]) == (10.0, 12.0, 6.0)
    assert found["classes"][0]["low"] == 0.0
    assert found["classes"][0]["high"] == pytest.approx(1 + 1.96 * (4 / 4) ** 0.5)


def test_too_few_customers_are_refused_by_a_code() -> None:
    few = histories([0, 1], [0, 3], [10, 10])
    assert held_against(Later(few, np.array([0.0, 1.0])), 30.0) == {"refused": "too_few"}


def test_on_cdnow_each_class_of_the_half_year_after_is_foretold_as_the_documents_say() -> None:
    then, whole = summary(), summary(date(1998, 6, 30))
    later = whole[0][: then.shape[1]] - then[0]
    found = held_against(Later(histories(*then[:3]), later), 39.0)
    assert (END, found["model"], found["customers"], found["came"]) == (date(1997, 9, 30), "BG/NBD", 2357.0, 1882.0)
    assert [(one["again"], round(one["told"], 2), round(one["came"], 2)) for one in found["classes"]] == CDNOW


@pytest.mark.django_db
def test_the_reckoning_holds_its_models_against_the_last_third_of_the_time(shop) -> None:
    with acting_as_system("test"):
        make_buyers(300, owner=shop.seller, seed=2)
    run = done(shop.boss)
    tried = run.learnt["CNY"]["held_out"]
    with acting_as_system("test"), connection.cursor() as cursor:
        first = Buyer.objects.order_by("first_on").values_list("first_on", flat=True)[0]
        cut = cut_of("CNY", run.day)
        cursor.execute(
            "select count(distinct (customer_id, (ordered_at at time zone 'UTC')::date)) from commerce_order o"
            " where ordered_at >= %s::date + 1 and exists (select from analytics_buyer b where b.customer_id = o.customer_id and b.first_on <= %s)",
            [cut.day, cut.day],
        )
        came = cursor.fetchone()[0]
    assert (run.day, cut.ahead, tried["days"], tried["every"]) == (
        LAST,
        min((LAST - first).days // 3, 182),
        cut.ahead,
        1,
    )
    assert tried["came"] == came
    assert tried["model"] in {"BG/NBD", "NBD"}
    assert 0.6 < tried["told"] / tried["came"] < 1.6  # 220 customers of a simulation
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.seller)
    page = client.get("/analytics/value/").text
    assert f"Held against {cut.ahead} days that it did not know" in page
    assert f"{came} came." in page
    assert page.count('class="held-point"') == len(tried["classes"])


@pytest.mark.django_db
def test_a_reckoning_without_a_hold_out_says_why_and_an_older_one_has_its_card_too(shop) -> None:
    run = done(shop.boss)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.seller)
    assert "It could not be held against a later time. Too few purchases" in client.get("/analytics/value/").text
    with acting_as_system("test"):
        del run.learnt["CNY"]["held_out"]
        Run.objects.filter(pk=run.pk).update(learnt=run.learnt)
    assert "eld against" not in client.get("/analytics/value/").text
