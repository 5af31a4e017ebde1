"""F3: incentives from figures that each can trace to their records – to the cent, tried before use, never changed in silence."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.actions.share import set_shares
from guanxi.sales.factories import make_opportunity
from guanxi.staff.factories import make_department, make_member
from guanxi.staff.models import Role
from guanxi.steering.actions.statement import reckon_scheme
from guanxi.steering.models import Scheme

pytestmark = pytest.mark.django_db


def test_each_cent_leads_to_its_record() -> None:
    with acting_as_system("test"):
        shop = make_department("Shop")
        boss = make_member("Boss", roles=[Role.objects.get(built_in="administrator")])
        ann, bob = make_member("Ann", department=shop), make_member("Bob", department=shop)
        mill = make_customer("Mill", owner=ann)
        pumps = make_opportunity(
            mill, "won", name="Pumps", owner=ann, amount=Decimal("99999.99"), closed_on=date(2026, 1, 9)
        )
        valves = make_opportunity(
            mill, "won", name="Valves", owner=ann, amount=Decimal("33333.33"), closed_on=date(2026, 2, 9)
        )
    with acting_as(boss.pk, through="page") as actor:
        set_shares(valves, {ann.pk: 70, bob.pk: 30}, actor=actor, at=clock.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(boss)
    terms = {
        "name": "Commission", "basis": "won", "way": "percent", "span": "quarter", "currency": "CNY", "department": shop.pk,
        "begin_1": "0", "rate_1": "1.25", "begin_2": "100000", "rate_2": "2.5",
    }  # fmt: skip
    url = client.post("/steering/incentives/schemes/new/", terms).url
    tried = client.get(f"{url}?period=2026-Q1")
    assert (tried.context["cash"]["before"], tried.context["cash"]["after"]) == ("¥0.00", "¥1,958.33")
    client.post(f"{url}turn/activate/", {"period": "2026-Q1"})
    with acting_as_system("test"):
        reckon_scheme(Scheme.objects.get(), clock.now())
    client.force_login(ann)
    (mine,) = client.get("/steering/incentives/").context["mine"]
    page = client.get(f"/steering/incentives/{mine['it'].pk}/")
    # 99,999.99 at 1.25 % is 1,249.999875; of her 23,333.331 one cent lies below 100,000, the rest pays 2.5 %: together 1,833.33315
    assert [(line["it"].title, line["payout"], line["url"]) for line in page.context["lines"]] == [
        ("Pumps", "¥1,250.00", f"/sales/opportunities/{pumps.pk}/"),
        ("Valves", "¥583.33", f"/sales/opportunities/{valves.pk}/"),
    ]
    assert page.context["payout"] == "¥1,833.33"
    client.force_login(bob)
    (his,) = client.get("/steering/incentives/").context["mine"]
    assert his["payout"] == "¥125.00"  # 30 % of 33,333.33 at 1.25 % is 124.9999875
    assert client.get(f"/steering/incentives/{mine['it'].pk}/").status_code == 404
