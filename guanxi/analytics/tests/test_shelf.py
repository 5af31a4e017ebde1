"""What is bought together and next, from orders to panels: told once whatever happens, seen with the customer, left out where the company says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.analytics.actions import shelving
from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.actions.leftout import leave_out
from guanxi.analytics.factories import make_baskets
from guanxi.analytics.models import Companion, Likely, Shelf
from guanxi.analytics.tests.test_foresee import told
from guanxi.analytics.tests.test_pages import signed_in, text
from guanxi.commerce.models import Order, Product
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_administrator_role, make_member, make_role

pytestmark = pytest.mark.django_db
ROWS = ("customer_id", "products", "new", "again")


@pytest.fixture
def kitchen(db: None):
    """Seller, stranger, boss, customers, products."""
    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        return seller, stranger, boss, *make_baskets(200, owner=seller)


def likely() -> list[tuple[object, ...]]:
    with acting_as_system("test"):
        return list(Likely.objects.order_by("customer_id").values_list(*ROWS))


def test_a_customer_is_told_what_others_bought_afterwards_and_a_product_its_companions(kitchen) -> None:
    seller, stranger, boss, who, products = kitchen
    told(boss)
    with acting_as_system("test"):
        shelf = Shelf.objects.get()
        assert (shelf.refused, shelf.bestsellers) == ("", False)
        assert shelf.card["at"]["5"]["foretold"][0] > shelf.card["at"]["5"]["bestsellers"][0]
        rows = {one.customer_id: one for one in Likely.objects.all()}
        owned = {one.pk: set(Order.objects.filter(customer=one).values_list("lines__product_id", flat=True)) for one in who}  # fmt: skip
    assert all(owned[pk].isdisjoint(one.products) for pk, one in rows.items())
    assert all({row[0] for row in one.again} <= owned[pk] for pk, one in rows.items())
    once = who[15]  # a machine, and never again
    first = rows[once.pk].new[0]
    assert first[:2] == [products["Beans"].pk, products["Machine"].pk]
    assert first[6:] == [1.0, "CNY"]  # every line costs one
    client = signed_in(seller)
    panel = text(client.get(f"/analytics/customers/{once.pk}/next/panel/"))
    assert f"{round(100 * first[3] / first[4])} % of those who bought “Machine”" in panel
    assert [word in panel for word in (">Beans<", "times the usual", f"/sales/quotes/new/?customer={once.pk}", "of best-sellers")] == [True] * 4  # fmt: skip
    chinese = text(signed_in(seller, "zh-hans").get(f"/analytics/customers/{once.pk}/next/panel/"))
    assert ("其他客户" in chinese or "的客户" in chinese, "those who bought" in chinese) == (True, False)
    assert signed_in(stranger).get(f"/analytics/customers/{once.pk}/next/panel/").status_code == 404
    together = text(client.get(f"/analytics/products/{products['Machine'].pk}/panel/"))
    assert (">Scale<" in together, ">Tea<" in together, "Leave out" in together) == (True, False, False)
    with acting_as_system("test"):
        scale = Companion.objects.get(product=products["Machine"], place=1)
        both = Order.objects.filter(lines__product=products["Machine"]).filter(lines__product=products["Scale"]).count()
    assert (scale.companion_id, scale.together, scale.of_product) == (products["Scale"].pk, both, 100)
    assert 1 < scale.times_low < scale.times < scale.times_high
    assert f'hx-get="/analytics/products/{products["Beans"].pk}/panel/"' in text(client.get(f"/commerce/products/{products['Beans'].pk}/"))  # fmt: skip
    page = text(client.get("/analytics/chances/"))
    assert [word in page for word in ('id="next"', "Tried on the last purchase", "By what belongs together")] == [True] * 3  # fmt: skip


def test_lists_show_and_filter_by_what_is_next(kitchen) -> None:
    seller, _stranger, boss, who, products = kitchen
    told(boss)
    client = signed_in(seller)
    for name in ("Beans", products["Beans"].code):
        page = text(client.get(f"/customers/?f=next_product:is:{name}&cols=name,next_product"))
        assert ("Kitchen 15<" in page, ">Beans<" in page) == (True, True)
    for nothing in ("Machine oil", "Kettle,Tea"):
        assert "Kitchen 15<" not in text(client.get(f"/customers/?f=next_product:is:{nothing}"))
    with acting_as_system("test"):
        some = set(Likely.objects.exclude(products=[]).values_list("pk", flat=True))
    assert who[15].pk in some
    assert "Kitchen 15<" not in text(client.get("/customers/?f=next_product:empty"))


def test_told_once_though_it_is_cut_off_at_every_chunk(kitchen, monkeypatch) -> None:
    boss = kitchen[2]
    now = clock.now()
    monkeypatch.setattr("guanxi.core.clock.now", lambda: now)
    told(boss)
    whole = likely()
    with acting_as_system("test"):
        Likely.objects.all().delete()
    monkeypatch.setattr(shelving, "TOLD", 30)
    with acting_as(boss.pk, through="page") as actor:
        job = foresee(actor=actor, at=now)
    tell, calls = shelving.PHASES["next_tell"], []

    def cut(given):
        calls.append(given.cursor)
        if len(calls) % 2:
            tell(given)
            raise ConnectionError
        return tell(given)

    from guanxi.analytics.actions import foreseeing

    monkeypatch.setitem(foreseeing.PHASES, "next_tell", cut)
    for _ in range(30):
        work.run(job.pk)
        with acting_as_system("test"):
            job.refresh_from_db()
            if job.state == "done":
                break
            work.resume(job)
    assert (job.state, likely() == whole) == ("done", True)


def test_what_is_left_out_is_told_no_more_and_stands_in_the_history(kitchen) -> None:
    seller, _stranger, boss, who, products = kitchen
    told(boss)
    beans = products["Beans"]
    with acting_as(seller.pk, through="page") as actor, pytest.raises(NotAllowed):
        leave_out(beans.pk, actor=actor, at=clock.now())
    client = signed_in(boss)
    address = f"/analytics/products/{beans.pk}/"
    assert client.post(f"{address}propose/", {"out": "1"}).status_code == 302
    assert [word in text(client.get(f"{address}panel/")) for word in ("is left out", "Take in again")] == [True] * 2
    told(boss)
    with acting_as_system("test"):
        assert not Likely.objects.filter(products__contains=[beans.pk]).exists()
        assert not Companion.objects.filter(companion=beans).exists()
        assert Likely.objects.filter(pk=who[15].pk).exists()
        assert Change.objects.filter(kind="leftout", home_kind="product", home_id=beans.pk).count() == 1
    client.post(f"{address}propose/", {"out": "0"})
    told(boss)
    with acting_as_system("test"):
        assert Likely.objects.filter(products__contains=[beans.pk]).exists()


def test_too_little_is_said_in_words(db) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        who, products = make_baskets(40, owner=boss)
    client = signed_in(boss)
    address = f"/analytics/customers/{who[0].pk}/next/panel/"
    assert "once a day" in text(client.get(address))
    told(boss)
    with acting_as_system("test"):
        assert (Shelf.objects.get().refused, Likely.objects.count(), Companion.objects.count()) == ("too_few", 0, 0)
    for page in (address, f"/analytics/products/{products['Beans'].pk}/panel/", "/analytics/chances/"):
        assert "it takes 100 customers" in text(client.get(page))


def test_what_he_bought_is_not_told_to_whom_orders_are_hidden(kitchen) -> None:
    seller, _stranger, boss, who, products = kitchen
    told(boss)
    with acting_as_system("test"):
        role = make_role("all", kinds=["customer", "fact", "product"], verbs=["see"])
        looker = make_member("Looker", roles=[role])
    panel = text(signed_in(looker).get(f"/analytics/customers/{who[15].pk}/next/panel/"))
    assert ("your roles" in panel, "Beans" in panel) == (True, False)
    with acting_as(looker.pk, through="page"):
        assert not Likely.objects.exists()
        assert Companion.objects.exists()
    with acting_as(seller.pk, through="page"):
        assert Likely.objects.filter(pk=who[15].pk).exists()
    with acting_as_system("test"):
        own = make_customer("Elsewhere", owner=boss)
        Likely.objects.create(customer=own, at=clock.now(), products=[products["Tea"].pk], new=[], again=[])
    with acting_as(seller.pk, through="page"):
        assert not Likely.objects.filter(pk=own.pk).exists()


def test_panels_and_lists_ask_as_much_for_many_as_for_few(kitchen) -> None:
    seller, _stranger, boss, who, products = kitchen
    told(boss)
    client = signed_in(seller)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    some, none = who[15].pk, make_later(seller)
    assert asked(f"/analytics/customers/{some}/next/panel/") <= asked(f"/analytics/customers/{none}/next/panel/") + 1
    few = asked("/customers/?f=name:is:Kitchen 15&cols=name,next_product")
    assert asked("/customers/?cols=name,next_product") <= few + 1
    assert asked(f"/analytics/products/{products['Machine'].pk}/panel/") < 20


def make_later(owner) -> int:
    with acting_as_system("test"):
        return make_customer("Newcomer", owner=owner).pk


def test_a_product_in_the_bin_is_not_named(kitchen) -> None:
    seller, _stranger, boss, who, products = kitchen
    told(boss)
    with acting_as_system("test"):
        Product.objects.filter(pk=products["Beans"].pk).update(deleted_at=clock.now() - timedelta(minutes=1))
    panel = text(signed_in(seller).get(f"/analytics/customers/{who[15].pk}/next/panel/"))
    assert ">Beans<" not in panel
    assert "<li>" in panel
