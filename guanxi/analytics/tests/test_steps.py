"""The list of next steps: a pass writes the first step of everybody as the panel says it, and the list shows it by what is at stake."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.actions import propose as proposing
from guanxi.analytics.actions.answer import dismiss
from guanxi.analytics.actions.propose import propose
from guanxi.analytics.models import Answer, Likely, Proposal, Proposing, Shelf
from guanxi.analytics.queries.nextstep import next_steps, next_steps_of
from guanxi.analytics.queries.proposal import steps_of
from guanxi.analytics.tests.test_pages import signed_in, text
from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Rate
from guanxi.contracts.models import Contract, Instalment
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Fact
from guanxi.sales.factories import make_quote
from guanxi.sales.models import Quote
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.timeline.factories import make_promise

pytestmark = pytest.mark.django_db
NOW = clock.now()


def passed() -> int:
    """The chunks of a whole pass."""
    chunks = 0
    more = True
    while more:
        with acting_as_system("test") as actor:
            more = propose(actor=actor, at=clock.now())
        chunks += 1
    return chunks


def told(customer: Customer, name: str, value: float, word: str = "", unit: str = "") -> None:
    Fact.objects.create(customer=customer, name=name, value=value, word=word, unit=unit, source="x", as_of=NOW)


def owing(customer: Customer, amount: int, currency: str = "CNY") -> None:
    late = date(2026, 1, 2)
    contract = Contract.objects.create(
        number=f"C{customer.pk}{currency}", name="x", customer=customer, owner=customer.owner, status="active", amount=amount,
        currency=currency, signed_on=late, next_due_on=late,
    )  # fmt: skip
    Instalment.objects.create(contract=contract, due_on=late, amount=amount)


def waiting(customer: Customer, total: int, days: int = 5) -> Quote:
    quote = make_quote(customer, owner=customer.owner)
    Quote.objects.filter(pk=quote.pk).update(status="sent", total=total, currency="CNY", sent_at=NOW - timedelta(days=days))  # fmt: skip
    return quote


@pytest.fixture
def people() -> tuple[Any, Any]:
    with acting_as_system("test"):
        return make_member("Wang Jing"), make_member("Boss", roles=[make_administrator_role()])


def test_a_pass_writes_the_first_step_of_everybody_as_his_panel_says_it(people, monkeypatch) -> None:
    seller, boss = people
    dice = Random(11)
    with acting_as_system("test"):
        machine, beans = make_product(name="Machine"), make_product(name="Beans")
        Shelf.objects.create(at=NOW, card={"at": {"1": {"foretold": [0.5, 0.1, 0.9]}}})
        made = [make_customer(f"C{one}", owner=seller, last_contact_at=NOW) for one in range(40)]
        happenings: list[Callable[[Customer], object]] = [
            lambda one: make_promise(one, "A sample", owner=seller, due_at=NOW + timedelta(days=dice.choice([-3, 3]))),
            lambda one: owing(one, dice.randrange(1, 900)),
            lambda one: waiting(one, dice.randrange(1, 900), dice.choice([1, 9])),
            lambda one: told(one, "leaving", 0.25, dice.choice(["above", "below"])),
            lambda one: told(one, "lifetime", 1000, unit="CNY"),
            lambda one: Likely.objects.create(customer=one, at=NOW, products=[beans.pk], again=[], new=[[beans.pk, dice.choice([None, machine.pk]), None, 3, 9, 6.0, 80.0, "CNY"]]),
            lambda one: Customer.objects.filter(pk=one.pk).update(last_contact_at=NOW - timedelta(days=dice.choice([9, 400]))),
            lambda one: Answer.objects.create(customer=one, kind="x", key=dice.choice(["silent", "leaving", "money:CNY"]), accepted=False, at=NOW - timedelta(days=dice.choice([3, 40]))),
        ]  # fmt: skip
        for one in made:
            for happens in dice.sample(happenings, dice.randrange(5)):
                happens(one)
    monkeypatch.setattr(proposing, "CHUNK", 15)
    assert passed() >= 4
    with acting_as(boss.pk, through="page") as actor:
        rows = Customer.objects.filter(pk__in=[one.pk for one in made])
        said = {pk: found[0] for pk, found in next_steps_of(list(rows), actor, clock.now()).items() if found}
        written = {one.customer_id: (one.kind, one.key) for one in Proposal.objects.all()}
        assert written == {pk: (step.kind, step.key) for pk, step in said.items()}
        assert {kind for kind, _key in written.values()} == {"promise", "money", "quote", "leaving", "offer", "silent"}
        assert {one.pk: next_steps(one, actor, NOW)[:1] for one in rows[:4]} == {
            one.pk: next_steps_of([one], actor, NOW)[one.pk][:1] for one in rows[:4]
        }
    assert passed() == 1  # a day has not gone
    with acting_as_system("test"):
        assert Proposing.objects.get().ended_at is not None


def test_the_order_is_that_of_what_is_at_stake_in_the_companys_currency(people) -> None:
    seller, boss = people
    with acting_as_system("test"):
        names = ("Promised", "Late", "Asked", "Leaving", "Silent", "Foreign", "Strange")
        made = {name: make_customer(name, owner=seller, last_contact_at=NOW) for name in names}
        Rate.objects.create(currency="USD", on=date(2026, 1, 1), rate=7)
        make_promise(made["Promised"], "A sample", owner=seller, due_at=NOW - timedelta(days=1))
        told(made["Promised"], "lifetime", 650, unit="CNY")
        owing(made["Late"], 500)
        waiting(made["Asked"], 600)
        told(made["Leaving"], "leaving", 0.5, "above")
        told(made["Leaving"], "lifetime", 2000, unit="CNY")
        owing(made["Foreign"], 100, "USD")
        owing(made["Strange"], 9000, "XTS")  # of which no rate is kept
        Customer.objects.filter(pk=made["Silent"].pk).update(last_contact_at=NOW - timedelta(days=400))
    passed()
    with acting_as(seller.pk, through="page") as actor:
        whole = steps_of(seller.pk, actor, NOW)
        assert [one.customer.name for one in whole.rows] == ["Leaving", "Foreign", "Promised", "Asked", "Late", "Strange", "Silent"]  # fmt: skip
        assert [one.key[0] for one in whole.rows] == [1000, 700, 650, 600, 500, 0, 0]
        first = steps_of(seller.pk, actor, NOW, most=3)
        second = steps_of(seller.pk, actor, NOW, most=4, after=first.following)
        assert [one.customer.name for one in second.rows] == ["Asked", "Late", "Strange", "Silent"]
        assert (second.following, [one.customer.name for one in steps_of(seller.pk, actor, NOW, kind="money").rows]) == (
            None, ["Foreign", "Late", "Strange"],
        )  # fmt: skip
        dismiss(made["Foreign"], "money:USD", "done", actor=actor, at=clock.now())
        assert "Foreign" not in [one.customer.name for one in steps_of(seller.pk, actor, clock.now()).rows]
    with acting_as_system("test"):
        Customer.objects.filter(pk=made["Leaving"].pk).update(owner=boss)
        Customer.objects.filter(pk=made["Silent"].pk).update(owner=None)
    with acting_as(boss.pk, through="page") as actor:
        assert [one.customer.name for one in steps_of(boss.pk, actor, NOW).rows] == ["Leaving"]
        assert not Proposal.objects.filter(customer=made["Silent"]).exists()


def test_the_page_takes_and_puts_aside_in_place_and_shows_nobody_elses(people) -> None:
    seller, boss = people
    with acting_as_system("test"):
        mill = make_customer("Mill", owner=seller, last_contact_at=NOW)
        owing(mill, 500)
        told(mill, "leaving", 0.5, "above")
        stranger = make_member("Li Na")
    client = signed_in(seller)
    assert "the first time within minutes" in text(client.get("/analytics/steps/"))
    passed()
    page = text(client.get("/analytics/steps/"))
    words = ("Mill", "Ask for the overdue CNY 500.00.", "¥500.00", "Make it my task", "Speak with them before they leave.", "<summary>Why</summary>")  # fmt: skip
    assert [one in page for one in words] == [True] * len(words)
    after = text(client.post(f"/analytics/customers/{mill.pk}/step/take/", {"key": "money:CNY", "in_list": "1"}))
    assert [one in after for one in ("Taken: it is a task of yours", "Speak with them", "<summary>Why</summary>", "stylesheet")] == [True, True, True, False]  # fmt: skip
    assert "Mill" in text(signed_in(boss).get(f"/analytics/steps/?owner={seller.pk}&after=soon"))
    assert "Speak with them" in text(client.get("/analytics/steps/"))
    for asked in ("", f"?owner={seller.pk}"):
        assert "Mill" not in text(signed_in(stranger).get(f"/analytics/steps/{asked}"))
    with acting_as_system("test"):
        Answer.objects.all().delete()
    assert "Ask for the overdue" in text(client.get("/analytics/steps/day/"))
    assert "下一步行动" in text(signed_in(seller, "zh-hans").get("/analytics/steps/"))


def test_the_list_asks_as_much_for_one_customer_as_for_twelve(people) -> None:
    seller, _boss = people
    counts = []
    for number in (1, 12):
        with acting_as_system("test"):
            for one in range(number):
                customer = make_customer(f"{number} {one}", owner=seller, last_contact_at=NOW - timedelta(days=400))
                waiting(customer, 10)
            Proposing.objects.all().delete()
        passed()
        client = signed_in(seller)
        client.get("/analytics/steps/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/analytics/steps/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 30


def test_a_program_reads_the_list_page_by_page(people) -> None:
    seller, _boss = people
    with acting_as_system("test"):
        made = [make_customer(f"C{one}", owner=seller, last_contact_at=NOW) for one in range(3)]
        for number, one in enumerate(made):
            owing(one, 100 + number)
    passed()
    program = Program(make_key(seller))
    first = program("get", "/steps?limit=2").json()
    assert [(one["customer"], one["name"], one["steps"][0]["money"]) for one in first["items"]] == [
        (made[2].pk, "C2", "102.00"), (made[1].pk, "C1", "101.00"),
    ]  # fmt: skip
    rest = program("get", f"/steps?limit=2&cursor={first['next']}").json()
    assert ([one["customer"] for one in rest["items"]], rest["next"]) == ([made[0].pk], None)
    assert first["as_of"] == rest["as_of"] is not None
    assert program("get", "/steps?cursor=x").status_code == 422
    assert program("get", "/steps?kind=promise").json()["items"] == []
    assert Decimal(program("get", "/steps?kind=money").json()["items"][0]["steps"][0]["money"]) == 102
