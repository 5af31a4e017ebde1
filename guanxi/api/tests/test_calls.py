"""Calls as a program makes them: with a key, under its member's visibility, writes once."""

import json

import pytest
from django.core.exceptions import BadRequest
from django.test import Client, RequestFactory

from guanxi.api.factories import make_key
from guanxi.api.models import Key
from guanxi.api.site import bad_request
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Change
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


class Program:
    """A program with a key."""

    def __init__(self, key: str) -> None:
        self.client, self.key = Client(), key

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        given = {"Authorization": self.key, **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1{path}", headers=given, **more)


def count(model) -> int:
    with acting_as_system("test"):
        return model.objects.count()


@pytest.fixture
def seller() -> Member:
    with acting_as_system("test"):
        return make_member(scope="own")


@pytest.fixture
def program(seller: Member) -> Program:
    return Program(make_key(seller))


def test_without_a_valid_key_nothing_is_answered(seller: Member) -> None:
    for key in ("", "Bearer", "Bearer gx_x_y", "Basic abc", make_key(seller)[:-1] + "ü"):
        answer = Program(key)("get", "/customers/")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_customer_is_made_read_changed_and_put_in_the_bin(program: Program, seller: Member) -> None:
    made = program(
        "post",
        "/customers/",
        {"name": "华为", "phone": "138 0013 8000", "tags": ["A"], "revenue": "12.50", "currency": "CNY"},
    )
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["name"], one["phone"], one["owner"], one["tags"], one["revenue"]) == (
        "华为",
        "+8613800138000",
        seller.pk,
        ["A"],
        "12.50",
    )
    changed = program("patch", f"/customers/{one['id']}", {"stage": "customer"})
    assert changed.json()["stage"] == "customer"
    assert program("get", f"/customers/{one['id']}").json()["stage"] == "customer"
    assert program("delete", f"/customers/{one['id']}").status_code == 204
    assert program("get", f"/customers/{one['id']}").status_code == 404
    with acting_as_system("test"):
        assert set(Change.objects.filter(kind="customer").values_list("through", flat=True)) == {"api"}


def test_a_list_is_filtered_sorted_and_paged_by_key(program: Program) -> None:
    for number in range(5):
        program("post", "/customers/", {"name": f"C{number}", "stage": "customer" if number % 2 else "lead"})
    page = program("get", "/customers/?filter=stage:any:lead&sort=name&limit=2").json()
    rest = program("get", f"/customers/?filter=stage:any:lead&sort=name&limit=2&cursor={page['next']}").json()
    assert [one["name"] for one in page["items"] + rest["items"]] == ["C0", "C2", "C4"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/customers/?filter=nosuch:is:1", "filter nosuch:is:1"),
        ("/customers/?filter={broken", "filter"),
        ("/customers/?sort=note", "sort"),
        ("/customers/?cursor=forged", "cursor"),
        ("/customers/?limit=0", "limit"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_mend(program: Program, path: str, field: str) -> None:
    answer = program("get", path)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "nosuch": 1}, "nosuch"),
        ({"name": "x", "phone": "12"}, "phone"),
        ({"name": "x", "mail": "not a mail"}, "mail"),
        ({"name": "x", "stage": "boss"}, "stage"),
        ({"name": "x\u0000"}, "name"),
    ],
)
def test_a_wrong_customer_is_refused_at_the_field_and_leaves_nothing(program: Program, body: dict, field: str) -> None:
    answer = program("post", "/customers/", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert count(Customer) == 0


def test_strangers_customers_are_not_there(program: Program) -> None:
    with acting_as_system("test"):
        other = make_customer("Other", owner=make_member(scope="own"))
    assert program("get", "/customers/").json()["items"] == []
    for method, path in (("get", ""), ("patch", ""), ("delete", ""), ("get", "/entries")):
        answer = program(method, f"/customers/{other.pk}{path}", {"name": "x"} if method == "patch" else None)
        assert answer.status_code == 404, (method, path)


def test_scopes_narrow_what_the_member_may(seller: Member) -> None:
    reader = Program(make_key(seller, "customer:read"))
    assert reader("get", "/customers/").status_code == 200
    assert reader("post", "/customers/", {"name": "x"}).status_code == 403
    assert reader("get", "/products/").status_code == 403
    assert Program(make_key(seller, "customer:write"))("get", "/customers/").status_code == 200


def test_the_same_write_with_the_same_token_happens_once(program: Program) -> None:
    first = program("post", "/customers/", {"name": "Once"}, **{"Idempotency-Key": "t1"})
    again = program("post", "/customers/", {"name": "Once"}, **{"Idempotency-Key": "t1"})
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")
    assert count(Customer) == 1
    other = program("post", "/customers/", {"name": "Other"}, **{"Idempotency-Key": "t1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_write_does_not_use_up_its_token(program: Program) -> None:
    assert program("post", "/customers/", {"name": ""}, **{"Idempotency-Key": "t"}).status_code == 422
    assert program("post", "/customers/", {"name": "Now"}, **{"Idempotency-Key": "t2"}).status_code == 201
    assert program("post", "/customers/", {"name": "Good"}, **{"Idempotency-Key": "t"}).status_code == 201


def test_an_entry_is_recorded_once_by_its_key_and_read_by_page(program: Program) -> None:
    customer = program("post", "/customers/", {"name": "C"}).json()["id"]
    body = {"kind": "call", "text": "rang", "channel": "phone", "direction": "in", "key": "pbx-1"}
    first = program("post", f"/customers/{customer}/entries", body)
    assert first.status_code == 201, first.content
    assert program("post", f"/customers/{customer}/entries", body).json()["id"] == first.json()["id"]
    page = program("get", f"/customers/{customer}/entries?limit=1").json()
    rest = program("get", f"/customers/{customer}/entries?limit=1&cursor={page['next']}").json()
    assert {one["kind"] for one in page["items"] + rest["items"]} == {"call", "created"}


def test_a_revoked_key_and_a_deactivated_member_are_shut_out_at_once(seller: Member) -> None:
    key = make_key(seller)
    assert Program(key)("get", "/customers/").status_code == 200
    with acting_as_system("test"):
        Member.objects.filter(pk=seller.pk).update(is_active=False)
    assert Program(key)("get", "/customers/").status_code == 401
    with acting_as_system("test"):
        Member.objects.filter(pk=seller.pk).update(is_active=True)
        Key.objects.update(revoked_at="2026-01-01T00:00Z")
    assert Program(key)("get", "/customers/").status_code == 401


def test_search_finds_what_the_member_sees(program: Program) -> None:
    program("post", "/customers/", {"name": "中国移动"})
    assert [one["title"] for one in program("get", "/find?q=zgyd").json()["items"]] == ["中国移动"]


def test_the_document_and_the_explorer_are_served_without_a_key() -> None:
    assert Client().get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    page = Client().get("/api/v1/docs")
    assert (
        page.status_code,
        b"swagger-ui-bundle" in page.content,
        b"http" in page.content.replace(b"http-equiv", b""),
    ) == (200, True, False)


def test_text_that_is_null_is_empty_and_a_moment_lies_in_a_year_that_calendars_have(program: Program) -> None:
    made = program("post", "/tasks/", {"title": "Ring them", "note": None})
    assert (made.status_code, made.json()["note"]) == (201, "")
    refused = program("post", "/tasks/", {"title": "Ring them", "due_at": "0001-01-01T00:00:00+00:01"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "due_at")


def test_what_cannot_be_read_at_all_is_a_problem_too() -> None:
    answer = bad_request(RequestFactory().post("/api/v1/tasks/"), BadRequest("odd"))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(answer.content)["code"] == "unreadable"
