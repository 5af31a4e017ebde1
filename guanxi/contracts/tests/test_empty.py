"""What a list without rows says."""

import pytest
from django.test import Client

from guanxi.core import kinds
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_lead, make_opportunity
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.models import Grant

pytestmark = pytest.mark.django_db
TAUGHT = {
    "/sales/leads/?f=lies:any:pool": None,
    "/sales/leads/?view=all": "A lead is an interest",
    "/sales/opportunities/?view=all": "An opportunity is something a customer may buy",
    "/sales/board/": "An opportunity is something a customer may buy",
    "/sales/funnel/": "The funnel counts how many opportunities",
    "/sales/targets/": "A target is what a member",
    "/sales/quotes/?view=all": "A quote offers a customer prices",
    "/contracts/?view=all": "A contract says what a customer signed",
    "/contracts/payments/?view=all": "Payments are booked on the page",
    "/contracts/invoices/?view=all": "Invoices are recorded on the page",
    "/timeline/promises/?view=all": "A promise is what somebody",
}
IMPORTED = (
    "/sales/leads/?view=all",
    "/sales/opportunities/?view=all",
    "/sales/board/",
    "/sales/funnel/",
    "/contracts/?view=all",
)


@pytest.fixture
def boss(db: None):
    with acting_as_system("test"):
        return make_member("Boss", roles=[make_administrator_role()])


def signed_in(member, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


@pytest.mark.parametrize("url", [url for url, words in TAUGHT.items() if words])
def test_an_empty_page_says_what_it_is_for(boss, url: str) -> None:
    page = signed_in(boss).get(url).content.decode()
    assert TAUGHT[url] in page
    assert ("Import a file" in page) == (url in IMPORTED or "payments" in url)
    assert "will stand here" not in page
    assert TAUGHT[url] not in signed_in(boss, "zh-hans").get(url).content.decode()


def test_who_may_not_import_is_not_sent_there() -> None:
    with acting_as_system("test"):
        seller = make_member("Ann")
        Grant.objects.filter(kind="import").delete()
    page = signed_in(seller).get("/sales/opportunities/?view=all").content.decode()
    assert ("An opportunity is something" in page, "Import a file" in page) == (True, False)


def test_an_empty_view_beside_full_ones_does_not_say_there_is_nothing(boss) -> None:
    with acting_as_system("test"):
        other = make_member("Ann")
        one = make_customer("Mill", owner=other)
        make_opportunity(one, "won", owner=other)
        make_lead(one, owner=other)
    client = signed_in(boss)
    view = client.get("/sales/opportunities/?view=all&f=owner:me;state:any:open&sort=expected_on").content.decode()
    assert ("An opportunity is something" in view, "Nothing stands in this view" in view or "Without" in view) == (
        False,
        True,
    )
    assert "Nothing began in these months" in client.get("/sales/funnel/?first=1999-01&last=1999-02").content.decode()
    assert "An opportunity is something" not in client.get("/sales/board/").content.decode()


def test_every_view_that_comes_with_a_kind_is_known_as_such(boss) -> None:
    """Else its tab is not marked, and where it is empty it is taken for a filter of one's own."""
    client = signed_in(boss)
    unknown = []
    for kind in kinds.all_kinds():
        for _words, query in kind.presets:
            shown = client.get(f"{kind.list_url()}?view=all&{query}").context
            if not shown["preset"]:
                unknown.append((kind.name, query))
    assert unknown == []
