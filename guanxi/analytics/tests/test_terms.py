"""Customers under contract: which contract renews which, what is learnt of staying, what renewals are expected to bring, who sees it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from guanxi.analytics.purchases import sbg
from guanxi.analytics.terms import Term, chains_of, expected, learn, worth_of
from guanxi.analytics.tests.test_survey import done
from guanxi.contracts.models import Contract
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Fact
from guanxi.staff.factories import make_administrator_role, make_member

TODAY = date(2026, 6, 30)
TRUE = (0.7, 1.2)


def term(customer: int, first: date, days: int | None, amount: float = 100.0) -> Term:
    return Term(customer, first, None if days is None else first + timedelta(days=days - 1), amount, "CNY")


def members(number: int, *, seed: int = 1) -> list[Term]:
    """Yearly contracts begun over eight years, renewed as sBG says."""
    dice = np.random.default_rng(seed)
    leaving, begun = dice.beta(*TRUE, number), dice.integers(30, 8 * 365, number)
    found = []
    for pk in range(number):
        first = TODAY - timedelta(days=int(begun[pk]))
        while first <= TODAY:
            found.append(term(pk + 1, first, 365, 100.0 + pk))
            first += timedelta(days=365)
            if dice.random() < leaving[pk]:
                break
    return found


def test_a_contract_near_the_end_of_another_renews_it_and_others_run_beside() -> None:
    start = date(2024, 1, 1)
    near, beside, late = start + timedelta(days=400), start + timedelta(days=100), start + timedelta(days=500)
    chains = chains_of([term(1, start, 365), term(1, near, 365), term(1, beside, 90), term(2, start, 365), term(2, late, 300), term(3, start, None), term(4, date(2027, 1, 1), 9)], TODAY)  # fmt: skip
    assert [(one.customer_id, one.renewed, one.ended) for one in chains] == [
        (1, 1, True), (1, 0, True), (2, 0, True), (2, 0, True), (3, 0, False),
    ]  # fmt: skip


def test_a_chain_that_ended_within_the_grace_goes_on() -> None:
    for ago, ended in ((59, False), (61, True)):
        one = term(1, TODAY - timedelta(days=400), 401 - ago)
        assert [chain.ended for chain in chains_of([one], TODAY)] == [ended]


def test_staying_and_renewing_are_learnt_as_they_were_made() -> None:
    found = learn(chains_of(members(1500), TODAY), TODAY)
    assert found["chains"] == 1500
    assert found["sbg"]["renewing"][:3] == pytest.approx(sbg.renewing(np.array(TRUE), 3), abs=0.05)
    assert found["term_days"] == 365
    curve = found["curve"]
    assert all(
        low <= share <= high for low, share, high in zip(curve["low"], curve["share"], curve["high"], strict=True)
    )
    assert curve["share"][0] > curve["share"][-1]


def test_renewals_are_worth_their_chances_and_their_time() -> None:
    learnt = {"sbg": {"parameters": list(TRUE)}, "term_days": 365.25}
    chain = chains_of([term(1, TODAY - timedelta(days=10), 366, 200.0)], TODAY)[0]
    there = sbg.staying(np.array(TRUE), 3)
    more, worth = worth_of(chain, learnt, years=3, discount=0.1)
    assert more == pytest.approx(there.sum())
    assert worth == pytest.approx(200 * (there[0] + there[1] / 1.1 + there[2] / 1.21))
    again = chains_of([term(1, TODAY - timedelta(days=400), 366, 1.0), term(1, TODAY - timedelta(days=30), 366, 200.0)], TODAY)[0]  # fmt: skip
    assert again.renewed == 1
    assert worth_of(again, learnt, years=1, discount=0.0) == pytest.approx(
        (there[1] / there[0], 200 * there[1] / there[0])
    )


def test_too_little_is_told_as_nothing() -> None:
    few = chains_of([term(1, TODAY - timedelta(days=500), 365)], TODAY)
    found = learn(few, TODAY)
    assert (found["curve"], found["sbg"]) == (None, None)
    assert expected(few, found, years=3, discount=0.1) == []


@pytest.fixture
def house(db: None) -> Any:
    """Ann has 300 customers with contracts as sBG says, up to today; Bob has none of them."""
    with acting_as_system("test"):
        ann, bob, boss = make_member("Ann"), make_member("Bob"), make_member("Boss", roles=[make_administrator_role()])
        shift = date.today() - TODAY  # noqa: DTZ011 - contracts end by the real day, of whatever zone
        rows = members(300)
        names = sorted({one.customer_id for one in rows})
        made = dict(zip(names, Customer.objects.bulk_create(Customer(name=f"Club {n}", name_sort=f"club {n:04}", owner=ann) for n in names), strict=True))  # fmt: skip
        Contract.objects.bulk_create(
            Contract(
                number=f"K{n}", name="Membership", customer=made[one.customer_id], owner=ann, amount=int(one.amount), currency="CNY", status="active",
                signed_on=one.first + shift, starts_on=one.first + shift, ends_on=one.last + shift if one.last else None,
            )
            for n, one in enumerate(rows)
        )  # fmt: skip
    return ann, bob, boss


def test_the_survey_tells_of_contracts_and_the_page_shows_them_to_whom_they_belong(house: Any) -> None:
    ann, bob, boss = house
    run = done(boss)
    with acting_as_system("test"):
        best = Fact.objects.filter(name="contract").latest("value")
        name = Customer.objects.get(pk=best.customer_id).name
        assert Fact.objects.filter(name="renewals").count() == Fact.objects.filter(name="contract").count() > 50
    assert run.terms["running"] + run.terms["ended"] == 300
    clients = []
    for member in (ann, bob):
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(member)
        clients.append(client)
    page = clients[0].get("/analytics/contracts/").text
    assert [
        word in page for word in ("After a year", "Half have left after", f">{name}</a>", "renews with a chance of")
    ] == [True] * 4
    assert "Further terms expected" in clients[0].get(f"/analytics/customers/{best.customer_id}/").text
    listed = clients[0].get("/customers/?sort=-contract_worth&cols=name,contract_worth").text
    assert listed.split("data-open>")[1].startswith(name)
    assert f">{name}</a>" not in clients[1].get("/analytics/contracts/").text


def test_without_contracts_the_page_says_what_will_stand_there(db: None) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        make_customer("Mill")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(boss)
    assert "once there are contracts" in client.get("/analytics/contracts/").text
    done(boss)
    assert "once there are contracts" in client.get("/analytics/contracts/").text
