"""The next step with a customer: rules in their order, taken and put aside with undo, seen and answered by whom it concerns, measured."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.actions.answer import accept, dismiss, undo
from guanxi.analytics.factories import make_purchases
from guanxi.analytics.models import Answer, Likely, Shelf
from guanxi.analytics.nextstep import ORDER, Known, steps
from guanxi.analytics.queries.nextstep import measured, next_steps
from guanxi.analytics.tests.test_pages import signed_in, text
from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.commerce.factories import make_product
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Fact
from guanxi.staff.factories import make_member, make_role
from guanxi.timeline.factories import make_promise
from guanxi.timeline.models import Task

NOW = clock.now()
AGO = NOW - timedelta(days=4)
EVERYTHING = Known(
    "Mill", NOW, promise=(7, "A sample", AGO), late=(Decimal(500), "CNY"), quote=(3, "Q-3", Decimal(2000), "CNY", AGO), accepted=(10, 40),
    leaving=(0.4, True), lifetime=(10_000.0, "CNY"), offer=(9, "Beans", "Machine", 31, 6.0), offer_chance=0.12, price=(Decimal(50), "CNY"), silent=90,
)  # fmt: skip


def test_what_we_owe_comes_before_what_we_want() -> None:
    found = steps(EVERYTHING, set())
    assert tuple(one.kind for one in found) == ORDER
    assert [one.sentence for one in found] == [
        "Keep the promise “A sample”.", "Ask for the overdue CNY 500.00.", "Ask after quote Q-3.", "Speak with them before they leave.",
        "Offer “Beans”.", "Get in touch.",
    ]  # fmt: skip
    # money times chance, where both are known
    assert [one.expected for one in found] == [None, None, Decimal("500.00"), Decimal("4000.00"), Decimal("6.00"), None]
    assert [one.due_days for one in found] == [1, 1, 2, 2, 7, 7]
    assert all(one.reasons for one in found)


def test_what_was_answered_or_is_not_so_is_not_proposed() -> None:
    assert [one.kind for one in steps(EVERYTHING, {"promise:7", "money:CNY", "offer:9", "silent"})] == [
        "quote",
        "leaving",
    ]
    fresh = Known("Mill", NOW, quote=(3, "Q-3", Decimal(1), "CNY", NOW - timedelta(days=2)), leaving=(0.1, False))
    assert steps(fresh, set()) == []
    unsure = Known("Mill", NOW, quote=(3, "Q-3", Decimal(1), "CNY", AGO), offer=(9, "Beans", "Machine", 31, 6.0))
    assert [one.expected for one in steps(unsure, set())] == [None, None]


@pytest.fixture
def mill(db: None):
    """Seller, stranger, a customer of the seller to whom a promise was broken, and who may want beans."""
    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        mill = make_customer("Mill", owner=seller, last_contact_at=clock.now())
        make_promise(mill, "A sample", owner=seller, due_at=clock.now() - timedelta(days=3))
        machine, beans = make_product(name="Machine"), make_product(name="Beans")
        now = clock.now()
        share = {name: [0.12, 0.1, 0.14] for name in ("foretold", "bestsellers", "gain")}
        card = {"at": {"1": share, "5": share}, "asked": 1, "lines": 1, "customers": 1, "products": 1, "repeaters": 0}
        Shelf.objects.create(at=now, card=card | {"repeats": None})
        new = [[beans.pk, machine.pk, "2026-01-02", 31, 100, 6.0, 200.0, "CNY"]]
        Likely.objects.create(customer=mill, at=now, products=[beans.pk], new=new, again=[])
        return seller, stranger, mill, beans


def proposed(member, customer) -> list[str]:
    with acting_as(member.pk, through="page") as actor:
        return [one.key for one in next_steps(customer, actor, clock.now())]


@pytest.mark.django_db
def test_taking_a_step_makes_a_task_and_can_be_undone(mill) -> None:
    seller, _stranger, customer, beans = mill
    first, second = proposed(seller, customer)
    assert (first.startswith("promise:"), second) == (True, f"offer:{beans.pk}")
    at = clock.now()
    with acting_as(seller.pk, through="page") as actor:
        made = accept(customer, second, actor=actor, at=at)
        task = Task.objects.get(pk=made.task_id)
        assert (task.title, task.owner_id, task.customer_id) == ("Offer “Beans”.", seller.pk, customer.pk)
        assert (task.due_at, made.expected, made.currency) == (at + timedelta(days=7), Decimal("24.00"), "CNY")
    assert proposed(seller, customer) == [first]
    with acting_as(seller.pk, through="page") as actor:
        with pytest.raises(NotAllowed):
            undo(made, actor=actor, at=at + timedelta(hours=2))
        undo(made, actor=actor, at=clock.now())
        assert (Answer.objects.count(), Task.objects.alive().count()) == (0, 0)
    assert proposed(seller, customer) == [first, second]
    with acting_as_system("test"):
        assert Change.objects.filter(kind="answer", home_kind="customer", home_id=customer.pk).count() == 2


@pytest.mark.django_db
def test_putting_aside_takes_a_reason_and_holds_for_thirty_days(mill) -> None:
    seller, stranger, customer, _beans = mill
    first, second = proposed(seller, customer)
    with acting_as(seller.pk, through="page") as actor:
        with pytest.raises(Refused):
            dismiss(customer, first, "", actor=actor, at=clock.now())
        with pytest.raises(Refused):
            dismiss(customer, "offer:0", "done", actor=actor, at=clock.now())
        made = dismiss(customer, first, "done", actor=actor, at=clock.now())
    assert proposed(seller, customer) == [second]
    with acting_as(stranger.pk, through="page") as actor:
        assert not Answer.objects.exists()
        with pytest.raises(NotAllowed):
            dismiss(customer, second, "done", actor=actor, at=clock.now())
    with acting_as_system("test"):
        Answer.objects.filter(pk=made.pk).update(at=clock.now() - timedelta(days=31))
    assert proposed(seller, customer) == [first, second]


@pytest.mark.django_db
def test_the_panel_proposes_takes_and_takes_back(mill) -> None:
    seller, stranger, customer, beans = mill
    client, address = signed_in(seller), f"/analytics/customers/{customer.pk}/step/"
    panel = text(client.get(f"{address}panel/"))
    assert [word in panel for word in ("Keep the promise “A sample”.", "It was due 3 days ago.", "And then", "Offer “Beans”.")] == [True] * 4  # fmt: skip
    first = proposed(seller, customer)[0]
    after = text(client.post(f"{address}aside/", {"key": first, "reason": "later"}))
    assert [word in after for word in ("Put aside for thirty days.", "Offer “Beans”.", "¥24.00", "¥200.00", "× 12 %")] == [True] * 5  # fmt: skip
    taken = text(client.post(f"{address}take/", {"key": f"offer:{beans.pk}"}))
    assert [word in taken for word in ("Taken: it is a task of yours", "Nothing presses")] == [True] * 2
    assert "not proposed any more" in text(client.post(f"{address}take/", {"key": f"offer:{beans.pk}"}))
    assert "Make it my task" in text(client.post(f"{address}undo/"))
    chinese = text(signed_in(seller, "zh-hans").get(f"{address}panel/"))
    assert ("推荐“Beans”" in chinese, "Offer" in chinese) == (True, False)
    for one in ("panel/", "take/", "aside/", "undo/"):
        asked = signed_in(stranger)
        answer = asked.get(f"{address}{one}") if one == "panel/" else asked.post(f"{address}{one}", {"key": "silent"})
        assert answer.status_code == 404


@pytest.mark.django_db
def test_who_only_sees_figures_is_told_but_not_asked(mill) -> None:
    _seller, _stranger, customer, _beans = mill
    with acting_as_system("test"):
        role = make_role("all", kinds=["customer", "fact"], verbs=["see"])
        looker = make_member("Looker", roles=[role])
        Fact.objects.create(customer=customer, name="leaving", value=0.6, word="above", source="chance", as_of=clock.now())  # fmt: skip
    panel = text(signed_in(looker).get(f"/analytics/customers/{customer.pk}/step/panel/"))
    # neither promises nor orders are his to see
    assert [word in panel for word in ("Speak with them", "60 %", "A sample", "Beans", "Make it my task")] == [True, True, False, False, False]  # fmt: skip


@pytest.mark.django_db
def test_a_panel_asks_a_bounded_number_of_questions(mill) -> None:
    seller, _stranger, customer, _beans = mill
    client, address = signed_in(seller), f"/analytics/customers/{customer.pk}/step/panel/"
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    assert len(caught) <= 20


@pytest.mark.django_db
def test_what_comes_of_answers_is_counted_once_it_can_be_known(mill) -> None:
    seller, stranger, customer, _beans = mill
    now = clock.now()
    with acting_as_system("test"):
        quiet = make_customer("Quiet", owner=seller)
        make_purchases(customer, ((now - timedelta(days=80)).date(), 100))
        for who, accepted, days in ((customer, True, 90), (quiet, True, 90), (quiet, False, 90), (customer, True, 10)):
            Answer.objects.create(
                customer=who, kind="offer", key="x", accepted=accepted, member=seller, at=now - timedelta(days=days)
            )
        rows = measured(now)
    assert [(one["all"], one["taken"], one["taken_over"], one["taken_came"], one["aside_over"], one["aside_came"]) for one in rows] == [(4, 3, 2, 1, 1, 0)]  # fmt: skip
    page = text(signed_in(seller).get("/analytics/chances/"))
    assert [word in page for word in ("Offer what is likely next", ">75<", "50 <small>2</small>")] == [True] * 3
    assert "Nothing was answered yet." in text(signed_in(stranger).get("/analytics/chances/"))


@pytest.mark.django_db
def test_a_program_reads_steps_and_answers_them(mill) -> None:
    seller, stranger, customer, beans = mill
    with acting_as_system("test"):
        program, other = Program(make_key(seller)), Program(make_key(stranger))
    url = f"/customers/{customer.pk}/steps"
    first, second = program("get", url).json()["items"]
    assert (first["kind"], first["expected"], second["key"]) == ("promise", None, f"offer:{beans.pk}")
    assert (second["money"], second["currency"], second["chance"], second["expected"]) == (
        "200.0",
        "CNY",
        0.12,
        "24.00",
    )
    made = program("post", url, {"key": second["key"], "accepted": True})
    with acting_as_system("test"):
        assert (made.status_code, Task.objects.get(pk=made.json()["task"]).owner_id) == (201, seller.pk)
    aside = program("post", url, {"key": first["key"], "accepted": False, "reason": "done"})
    assert (aside.status_code, aside.json()["reason"], program("get", url).json()["items"]) == (201, "done", [])
    assert program("post", url, {"key": first["key"], "accepted": True}).status_code == 422
    assert program("post", url, {"key": first["key"], "accepted": False, "reason": "why not"}).status_code == 422
    assert [other(one, url, {"key": "silent", "accepted": True}).status_code for one in ("get", "post")] == [404, 404]
