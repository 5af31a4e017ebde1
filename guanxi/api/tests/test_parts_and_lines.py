"""What hangs on a record and has no address of its own on the pages: parts of a bundle, lines of a quote, shares, targets."""

from datetime import date
from decimal import Decimal

import pytest

from guanxi.analytics.actions.survey import survey
from guanxi.api.factories import make_key
from guanxi.api.tests.test_calls import Program
from guanxi.commerce.factories import make_product
from guanxi.commerce.models import Part
from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.sales.factories import make_opportunity, make_quote
from guanxi.sales.models import Quote, QuoteLine
from guanxi.staff.factories import make_administrator_role, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    with acting_as_system("test"):
        admin = make_member("Keeper", roles=[make_administrator_role()])
    return Program(make_key(admin))


def test_the_parts_of_a_bundle_are_put_in_changed_and_taken_out(program: Program) -> None:
    with acting_as_system("test"):
        bundle, lathe = make_product("B"), make_product("L", name="Lathe")
        other = make_product("O")
    url = f"/products/{bundle.pk}/parts"
    token = {"Idempotency-Key": "once"}
    made = [program("post", url, {"product": lathe.pk, "quantity": "2.5"}, **token) for _twice in range(2)]
    assert [(one.status_code, one.json()["quantity"]) for one in made] == [(201, "2.500")] * 2
    part = made[0].json()
    assert (part["product"], part["code"], part["name"]) == (lathe.pk, "L", "Lathe")
    assert program("patch", f"{url}/{part['id']}", {"quantity": "3"}).json()["quantity"] == "3.000"
    assert [one["id"] for one in program("get", url).json()["items"]] == [part["id"]]
    refused = [
        program("post", url, {"product": bundle.pk}),
        program("post", f"/products/{lathe.pk}/parts", {"product": other.pk}),
        program("patch", f"{url}/{part['id']}", {"quantity": "0"}),
        program("post", url, {"product": other.pk, "nosuch": 1}),
    ]
    assert [(one.status_code, one.json()["errors"][0]["field"]) for one in refused] == [
        (422, "product"), (422, "product"), (422, "quantity"), (422, "nosuch"),
    ]  # fmt: skip
    assert {one["Content-Type"] for one in refused} == {"application/problem+json"}
    assert program("delete", f"/products/{other.pk}/parts/{part['id']}").status_code == 404
    assert program("delete", f"{url}/{part['id']}").status_code == 204
    with acting_as_system("test"):
        assert Part.objects.count() == 0


def test_the_lines_of_a_draft_follow_the_rules_of_its_page(program: Program) -> None:
    with acting_as_system("test"):
        quote = make_quote(make_customer("Mill"), tax_rate=Decimal(10))
        lathe = make_product("L", name="Lathe", price=Decimal(100), currency="CNY")
        mill = make_product("M", name="Mill", price=Decimal(40), currency="CNY")
    url = f"/quotes/{quote.pk}/lines"
    line = program("post", url, {"product": lathe.pk, "quantity": 3, "discount": "10"}).json()
    said = [
        line[name] for name in ("position", "text", "list_price", "price", "discount", "net", "tax_amount", "total")
    ]
    assert said == [1, "Lathe", "100.0000", "90.0000", "10.00", "270.000", "27.000", "297.000"]
    one = f"{url}/{line['id']}"
    assert program("patch", one, {"quantity": 1}).json()["total"] == "99.000"  # its price stays
    assert program("patch", one, {"discount": "0"}).json()["price"] == "100.0000"
    assert program("patch", one, {"product": mill.pk}).json()["text"] == "Mill"
    assert program("patch", one, {"off": "4", "reason": "fair"}).json()["net"] == "36.000"
    free = program("post", url, {"text": "Training", "price": "7"}).json()
    assert (free["product"], free["list_price"], free["position"]) == (None, None, 2)
    assert [row["text"] for row in program("get", url).json()["items"]] == ["Mill", "Training"]
    with acting_as_system("test"):
        assert Quote.objects.get(pk=quote.pk).total == Decimal("47.3")
    refused = [
        program("post", url, {"text": "Nothing said"}),
        program("post", url, {"product": 999_999}),
        program("patch", one, {"price": "5", "discount": "5"}),
        program("patch", one, {"off": "9999"}),
    ]
    assert [(row.status_code, row.json()["errors"][0]["field"]) for row in refused] == [
        (422, "price"), (422, "product"), (422, "discount"), (422, "off"),
    ]  # fmt: skip
    assert program("delete", f"{url}/{free['id']}").status_code == 204
    with acting_as_system("test"):
        Quote.objects.filter(pk=quote.pk).update(status="sent")
    assert program("patch", one, {"quantity": 2}).status_code in {403, 422}
    with acting_as_system("test"):
        assert QuoteLine.objects.get().quantity == 1


def test_lines_and_parts_are_kept_by_scopes_and_by_who_sees_them(program: Program) -> None:
    with acting_as_system("test"):
        stranger = make_member("Stranger", scope="own")
        bundle, quote = make_product("B"), make_quote(make_customer("Mill"))
    reader = Program(make_key(stranger, "product:read", "quote:read"))
    assert reader("get", f"/products/{bundle.pk}/parts").json() == {"items": []}
    assert reader("post", f"/products/{bundle.pk}/parts", {"product": bundle.pk}).status_code == 403
    assert reader("post", f"/quotes/{quote.pk}/lines", {"text": "x", "price": "1"}).status_code == 403
    assert reader("get", f"/quotes/{quote.pk}/lines").status_code == 404
    assert program("get", f"/quotes/{quote.pk}/lines").json() == {"items": []}


def test_targets_and_shares_are_set_by_a_program(program: Program) -> None:
    with acting_as_system("test"):
        ann, bo = make_member("Ann"), make_member("Bo")
        deal = make_opportunity(make_customer("Mill"), owner=ann)
    url = f"/opportunities/{deal.pk}/shares"
    assert program("get", url).json() == {"items": [{"member": ann.pk, "percent": 100}]}
    halves = [{"member": ann.pk, "percent": 40}, {"member": bo.pk, "percent": 60}]
    assert program("put", url, {"items": halves}).json() == {"items": halves[::-1]}
    assert program("put", url, {"items": halves[:1]}).status_code == 422
    given = {"quarter": "2026-10-01", "member": ann.pk, "currency": "CNY", "amount": "1000"}
    assert program("put", "/targets", given).json()["amount"] == "1000.00"
    found = program("get", "/targets?quarter=2026-10-01").json()["items"]
    assert found == [{**given, "department": None, "amount": "1000.00"}]
    assert program("put", "/targets", given | {"quarter": "2026-11-01"}).status_code == 422
    assert program("put", "/targets", given | {"amount": None}).status_code == 204
    assert program("get", f"/targets?quarter={date(2026, 10, 1)}").json() == {"items": []}


def test_ties_are_said_read_and_taken_back_and_a_customer_is_read_in_four_dimensions() -> None:
    with acting_as_system("test"):
        ann, admin = make_member("Ann"), make_member("Keeper", roles=[make_administrator_role()])
        mill, inn, foreign = make_customer("Mill", owner=ann), make_customer("Inn", owner=ann), make_customer("Foreign")
    program = Program(make_key(ann))
    url = f"/customers/{mill.pk}/ties"
    made = program("post", url, {"way": "supplies-by", "other": inn.pk, "since": "2026-01-02"})
    assert (made.status_code, made.json()["way"], made.json()["since"]) == (201, "supplies-by", "2026-01-02")
    assert [one["way"] for one in program("get", f"/customers/{inn.pk}/ties").json()["items"]] == ["supplies"]
    hidden = program("post", url, {"way": "brought", "other": foreign.pk})
    assert (hidden.status_code, hidden.json()["errors"][0]["field"]) == (422, "other")
    assert program("get", f"/customers/{foreign.pk}/ties").status_code == 404
    dimensions = f"/customers/{inn.pk}/dimensions"
    assert program("get", dimensions).status_code == 404  # nobody was looked at yet
    with acting_as(admin.pk, through="page") as actor:
        job = survey(actor=actor, at=clock.now())
    work.run(job.pk)
    told = program("get", dimensions).json()
    assert (told["influence"]["parts"], told["influence"]["score"]) == ({"reach": 0.5}, 33)
    assert told["life"]["parts"]["stage"] == "prospect"
    names = ("money", "influence", "life", "information")
    assert told["weighed"] == sum(told[name]["score"] * told[name]["weight"] for name in names) / 100
    assert program("delete", f"{url}/{made.json()['id']}").status_code == 204
    assert program("get", url).json()["items"] == []
