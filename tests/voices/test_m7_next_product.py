"""M7: "We have many product lines. Which one does he want?" – what similar customers bought next, with the reason, and how often that came true."""

import pytest
from django.test import Client

from guanxi.analytics.actions.foresee import foresee
from guanxi.analytics.factories import make_baskets
from guanxi.analytics.models import Likely, Shelf
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db


def test_from_orders_to_what_this_customer_wants_next() -> None:
    with acting_as_system("test"):
        ann, boss = make_member("Ann"), make_member("Boss", roles=[make_administrator_role()])
        who, _products = make_baskets(200, owner=ann)
    with acting_as(boss.pk, through="page") as actor:
        job = foresee(actor=actor, at=clock.now())
    work.run(job.pk)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    # of those who came only once, who bought a machine is told beans, who bought a kettle tea
    for place, name, other in ((15, "Beans", "Tea"), (10, "Tea", "Beans")):
        panel = client.get(f"/analytics/customers/{who[place].pk}/next/panel/").content.decode()
        first = panel[panel.index("<li>") : panel.index("</li>")]
        assert (f">{name}<" in first, f">{other}<" in first, "of those who bought" in first) == (True, False, True)
    # one filter away
    found = client.get("/customers/?f=next_product:is:Beans&cols=name,next_product").content.decode()
    assert (f"/customers/{who[15].pk}/" in found, f"/customers/{who[10].pk}/" in found) == (True, False)
    # and it says how often it came true, beside best-sellers
    with acting_as_system("test"):
        tried = Shelf.objects.get().card["at"]["5"]
        assert Likely.objects.count() > 150
    assert tried["gain"][1] > 0
    told, best = (round(100 * tried[name][0]) for name in ("foretold", "bestsellers"))
    assert f"{told} of 100 bought one of the first 5; of best-sellers {best} of 100" in panel
