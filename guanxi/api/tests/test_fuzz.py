"""Whatever a program sends, the API answers with sense: schemathesis makes up calls from the OpenAPI document."""

from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, settings

from guanxi.api.factories import make_key
from guanxi.api.site import api
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_contact, make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
assert get_resolver().url_patterns  # loads the addresses, and with them the routers
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.config.update(base_url="http://testserver")


@pytest.fixture
def key() -> str:
    with acting_as_system("test"):
        member = make_member(scope="all")
        make_contact(make_customer(owner=member))
    return make_key(member)


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_call_breaks_the_server(case: schemathesis.Case, key: str) -> None:
    given = case.as_transport_kwargs(base_url="http://testserver")
    wanted = {name: given[name] for name in ("method", "url", "headers", "params", "json", "data") if name in given}
    call = requests.Request(**wanted).prepare()
    address = urlsplit(call.url)
    body = call.body.encode() if isinstance(call.body, str) else call.body or b""
    headers = {
        name: str(value) for name, value in call.headers.items() if name.lower() not in {"content-length", "cookie"}
    }
    answer = Client(raise_request_exception=True).generic(
        call.method,
        address.path,
        body,
        content_type=headers.pop("Content-Type", "application/json"),
        headers={**headers, "Authorization": key},
        QUERY_STRING=address.query,
    )
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400 and answer.status_code != 405:
        assert answer["Content-Type"] == "application/problem+json", answer.content[:300]
