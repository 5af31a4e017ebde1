"""Interest in product lines: learnt from what was known then, told with reasons, one filter away, seen with the customer."""

from datetime import timedelta

import pytest

from guanxi.analytics import features
from guanxi.analytics.models import Interest, Lesson
from guanxi.analytics.queries import linecases
from guanxi.analytics.tests.test_foresee import told
from guanxi.analytics.tests.test_pages import signed_in, text
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Line, Order
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_lead, make_opportunity
from guanxi.sales.models import Line as Wanted
from guanxi.staff.factories import make_administrator_role, make_member, make_role
from guanxi.timeline.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(db: None):
    """Seller, stranger, boss, and two customers of the seller, the first of whom is told to want pumps. That it is learnt, test_m4 says."""
    with acting_as_system("test"):
        seller, stranger = make_member("Wang Jing"), make_member("Li Na")
        boss = make_member("Boss", roles=[make_administrator_role()])
        who = [make_customer(name, owner=seller) for name in ("Works 0", "Works 1")]
        now = clock.now()
        lesson = Lesson.objects.create(question="line", at=now, until=now, is_used=True, card={})
        for place, line, chance, band in ((0, "Pumps", 0.62, "above"), (0, "Valves", 0.2, "middle"), (1, "Pumps", 0.31, "middle")):  # fmt: skip
            above, below = [["line_said_in", 2.0, 1.1]], [["line_days", 0.0, -0.4]]
            Interest.objects.create(
                lesson=lesson, customer=who[place], line=line, at=now, chance=chance, band=band, above=above, below=below
            )  # fmt: skip
        return seller, stranger, boss, who


def test_the_panel_of_a_customer_tells_lines_with_reasons(works) -> None:
    seller, stranger, _boss, who = works
    client = signed_in(seller)
    address = f"/analytics/customers/{who[0].pk}/next/panel/"
    panel = text(client.get(address))
    assert panel.index("Pumps: <strong>62 %</strong>") < panel.index("Valves: <strong>20 %</strong>")
    assert ("Of them from the customer: 2" in panel, "Days with a purchase from this line: 0" in panel) == (True, True)
    chinese = text(signed_in(seller, "zh-hans").get(address))
    assert ("天内购买各产品线" in chinese, "Days with" in chinese) == (True, False)
    assert signed_in(stranger).get(address).status_code == 404


def test_lists_filter_by_line_and_by_chance(works) -> None:
    client = signed_in(works[0])

    def found(condition: str) -> list[str]:
        page = text(client.get("/customers/", {"f": f"interest:{condition}", "cols": "name,interest"}))
        return [name for name in ("Works 0", "Works 1") if f"{name}<" in page]

    asked = ("is:Pumps", "is:pumps ≥ 30 %", "is:pumps 62%", "is:Pumps 63 %", "is:Valves", "not_empty", "empty")
    assert [len(found(one)) for one in asked] == [1, 2, 1, 0, 0, 1, 1]
    page = text(client.get("/customers/?f=interest:is:Pumps&cols=name,interest"))
    assert ("Pumps 62 %" in page, "Works 1<" in page) == (True, False)


def test_without_product_lines_it_says_what_to_do(db) -> None:
    with acting_as_system("test"):
        boss = make_member("Boss", roles=[make_administrator_role()])
        mill = make_customer("Mill", owner=boss)
    told(boss)
    client = signed_in(boss)
    for address in (f"/analytics/customers/{mill.pk}/next/panel/", "/analytics/chances/"):
        assert "give products a series" in text(client.get(address))


def test_it_is_seen_by_whoever_sees_customer_and_orders(works) -> None:
    seller, stranger, _boss, _who = works
    with acting_as_system("test"):
        looker = make_member("Looker", roles=[make_role("all", kinds=["customer", "fact", "product"], verbs=["see"])])
    seen = []
    for one in (seller, stranger, looker):
        with acting_as(one.pk, through="page"):
            seen.append(Interest.objects.count())
    assert seen == [3, 0, 0]


@pytest.fixture
def mill(db: None):
    with acting_as_system("test"):
        mill = make_customer("Mill", owner=make_member("Wang Jing"), industry="Textiles")
        products = {line: make_product(name=f"{line} one", series=line) for line in ("Pumps", "Valves")}
        buy(mill, products["Pumps"], days=100)
        return mill, products


def buy(customer, product, *, days: float) -> None:
    at = clock.now() - timedelta(days=days)
    order = Order.objects.create(number=f"L{days}", customer=customer, ordered_at=at, currency="CNY", total=1)
    Line.objects.create(order=order, customer=customer, product=product, position=1, quantity=1, price=1)


def known(mill, at) -> features.Table:
    with acting_as_system("test"):
        return features.line_table(linecases.at(linecases.lines(), [(mill.pk, at)]))


def happen(mill, products) -> None:
    """Everything that may happen after a moment fifty days ago."""
    with acting_as_system("test"):
        for product in products.values():
            buy(mill, product, days=10 + product.pk / 1e6)
            day = (clock.now() - timedelta(days=20)).date()
            made = make_opportunity(mill, "won", opened_on=day - timedelta(days=60), closed_on=day)
            Wanted.objects.create(opportunity=made, product=product)
        make_entry(
            mill, at=clock.now() - timedelta(days=5), channel="mail", direction="in", text="Pumps and Valves, please"
        )
        make_lead(mill, received_at=clock.now() - timedelta(days=4), product_line="Valves")
        mill.industry = "Mining"
        mill.save()


def test_nothing_that_happens_later_is_among_what_it_is_told_by(mill) -> None:
    mill, products = mill
    at = clock.now() - timedelta(days=50)
    before = known(mill, at)
    assert before.columns["line"].tolist() == ["Pumps", "Valves"]
    assert before.columns["line_days"].tolist() == [1.0, 0.0]
    happen(mill, products)
    assert features.differences(before, known(mill, at)) == []
    with acting_as_system("test"):
        came = [row[2] for row in linecases.at(linecases.lines(), [(mill.pk, at)])]
    assert came == [True, True]
    later = features.differences(before, known(mill, clock.now() + timedelta(seconds=5)))
    assert {"line_days", "line_won", "line_asked", "line_said", "line_said_in", "other_days", "industry"} <= set(later)


def test_a_planted_leak_is_named(mill, monkeypatch) -> None:
    mill, products = mill
    at = clock.now() - timedelta(days=50)
    leaking = linecases.KNOWN.replace("h.what = 'won' and h.at <= a.at)", "h.what = 'won')")
    monkeypatch.setattr(linecases, "KNOWN", leaking)
    before = known(mill, at)
    happen(mill, products)
    assert features.differences(before, known(mill, at)) == ["line_won"]


def test_a_line_is_named_by_whole_words_and_by_its_products(mill) -> None:
    mill, _products = mill
    with acting_as_system("test"):
        make_product(name="深井泵 200", series="水泵")
        for words in ("Pumpsets are dear", "the VALVES one again", "a.b", "我们想看看水泵"):
            make_entry(mill, channel="phone", direction="in", text=words)
        found = known(mill, clock.now() + timedelta(seconds=5))
    said = dict(zip(found.columns["line"].tolist(), found.columns["line_said"].tolist(), strict=True))
    assert said == {"Pumps": 0.0, "Valves": 1.0, "水泵": 1.0}
