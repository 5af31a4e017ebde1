"""Roles at the edges, asked for everything: no error anywhere, and each refusal says in a sentence why."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from guanxi.core import kinds
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import BUSINESS_KINDS, VERBS
from guanxi.staff.models import Grant, Role
from tests.architecture.test_reach import Visitor, in_parts, text_of, walk
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db
ROLES = {
    "see only": {kind: ["see"] for kind in BUSINESS_KINDS},
    "contacts only": {"customer": ["see"], "contact": VERBS},
    "customers only": {"customer": VERBS},
    "no export": {kind: [verb for verb in VERBS if verb != "export"] for kind in BUSINESS_KINDS},
    "write only": {kind: ["create", "edit", "delete"] for kind in BUSINESS_KINDS},
    "delete only": {kind: ["see", "delete"] for kind in BUSINESS_KINDS},
    "nothing": {},
}


@pytest.fixture
def world() -> World:
    return make_world()


def grant(world: World, name: str) -> None:
    """The stranger has this role and no other."""
    with acting_as_system("test"):
        role = Role.objects.create(name=name)
        Grant.objects.bulk_create(
            Grant(role=role, kind=kind, scope="all", verbs=verbs) for kind, verbs in ROLES[name].items()
        )
        world.stranger.roles.set([role])


@in_parts
@pytest.mark.parametrize("name", ["see only", "contacts only", "no export"])
def test_a_narrow_role_meets_no_error_and_is_told_why(world: World, name: str, part: int) -> None:
    grant(world, name)
    errors, silent = set(), set()
    # whose records they are makes no difference to a role for all: the holder's are asked for in test_reach
    # who may all but export meets other pages, and changes what everybody changes
    reading = name == "no export"
    for method, address, url, answer in walk(Visitor(world.stranger), world, world.own, part=part, reading=reading):
        if answer.status_code >= 500:
            errors.add((method, url))
        elif answer.status_code in {403, 422} and not sentence_in(answer):
            silent.add((method, address.name, answer.status_code))
    assert (errors, silent) == (set(), set())


def sentence_in(answer: Any) -> str:
    """What a refusal says for people to read."""
    text = text_of(answer)
    if "problem+json" in answer.headers.get("Content-Type", ""):
        return str(json.loads(answer.content)["title"])
    body = re.sub(r"(?s)<(head|script|style|nav|header)\b.*?</\1>", "", text.partition("\n\n")[2] or text)
    words = unescape(re.sub(r"<[^>]+>", " ", body)).split()
    return " ".join(words) if len(words) > 3 or any(sign >= "\u4e00" for word in words for sign in word) else ""


def values_for(world: World) -> dict[str, dict[str, Any]]:
    """A valid new record of every kind."""
    own = world.own.customer
    with acting_as_system("test"):
        planless = make_customer("Planless", owner=world.stranger).pk  # a customer has one plan
    return {
        "customer": {"name": "New", "phone": "13700002222", "mail": "new@example.com", "tags": ["a"]},
        "contact": {"name": "New", "customer": own, "phone": "13700003333", "mail": "he@example.com"},
        "task": {"title": "New", "customer": own},
        "promise": {"title": "New", "customer": own},
        "product": {"name": "New", "code": "NEW"},
        "pricebook": {"name": "New", "currency": "CNY", "valid_from": "2026-01-01"},
        "opportunity": {"name": "New", "customer": own},
        "contract": {"number": "New", "customer": own, "amount": 5},
        "payment": {"contract": world.own.ids["contract"], "amount": 5, "received_on": "2026-05-01"},
        "invoice": {
            "contract": world.own.ids["contract"],
            "number": "New",
            "title": "New",
            "kind": "other",
            "amount": 5,
            "issued_on": "2026-05-01",
        },
        "lead": {"name": "New", "customer": own},
        "accountplan": {"name": "New", "customer": planless},
        "quote": {"customer": own, "subject": "New", "valid_until": "2030-01-01"},
        "order": {},
    }


# What is booked is changed in words only, and stays; a contract with money in it is not deleted.
BOOKED = {"contract": {"name": "New"}, "payment": {"note": "New"}, "invoice": {"note": "New"}}


@pytest.mark.parametrize("name", list(ROLES))
def test_the_api_does_what_a_narrow_role_grants_and_no_more(world: World, name: str) -> None:
    grant(world, name)
    visitor, wrong = Visitor(world.stranger), []
    for kind, new in values_for(world).items():
        url = f"/api/v1/{kinds.kind(kind).path}/"
        one = f"{url}{world.own.ids[kind]}"
        edits = BOOKED.get(kind) or {
            key: f"{value}x" if key in {"name", "title", "subject"} else value
            for key, value in new.items()
            if key not in {"customer", "code", "currency"}
        }
        asked = [("see", "get", url, None), ("see", "get", one, None)]
        if new:
            asked += [("create", "post", url, new), ("edit", "patch", one, edits)]
        if kind in {"customer", "task", "promise", "opportunity", "lead", "quote", "contract"}:
            taker = world.administrator if kind == "promise" else world.holder  # who sees the customer
            asked.append(("assign", "put", f"{one}/owner", {"owner": taker.pk}))
        if kind not in BOOKED:
            asked.append(("delete", "delete", one, None))
        for verb, method, where, given in asked:
            with transaction.atomic():
                answer = visitor.ask(method, where, given)
                transaction.set_rollback(True)
            said = sentence_in(answer) if answer.status_code in {403, 422} else answer.status_code == 404
            granted = ROLES[name].get(kind, [])
            needs = {
                "see",
                verb,
                *(
                    ["edit"]
                    if verb in {"assign", "delete"} and kind not in {"customer", "product", "pricebook"}
                    else []
                ),
            }
            needs |= {"edit"} if verb == "assign" else set()
            seen = "see" in ROLES[name].get("customer", []) or kind in {
                "product",
                "pricebook",
                "task",
                "opportunity",
                "lead",
                "quote",
                *BOOKED,
            }
            if (answer.status_code < 300) != (needs <= set(granted) and seen) or (
                answer.status_code >= 300 and not said
            ):
                wrong.append((verb, kind, answer.status_code, text_of(answer)[-200:]))
    assert wrong == []
