"""The history names the program that made a change."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from guanxi.api.factories import make_key
from guanxi.api.models import Key
from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


def test_history_names_the_key_that_changed_a_record_whoever_owns_it() -> None:
    with acting_as_system("test"):
        owner, reader = make_member(scope="all"), make_member(scope="all")
        customer = make_customer("云杉科技", owner=owner)
    key = make_key(owner)
    headers = {"Authorization": key}
    path = f"/api/v1/customers/{customer.pk}"
    assert Client().patch(path, {"city": "上海"}, content_type="application/json", headers=headers).status_code == 200
    with acting_as_system("test"):
        name = Key.objects.get(prefix=key.split("_")[1]).name
    for member, url in ((owner, reverse("api_keys")), (reader, "")):
        client = Client()
        client.force_login(member)
        newest = client.get(reverse("record_history", args=["customer", customer.pk])).context["changes"][0]
        assert (newest.through, newest.through_url) == (f"through the API, key “{name}”", url)


def test_without_an_actor_no_key_is_named() -> None:
    with acting_as_system("test"):
        key = make_key(make_member(scope="own"))
    prefix = key.split("_")[1]
    asked = "select count(*) from api_key_names(%s)"
    with connection.cursor() as cursor:
        cursor.execute(asked, [[prefix]])
        nobody = cursor.fetchone()
    with acting_as_system("test"), connection.cursor() as cursor:
        cursor.execute(asked, [[prefix]])
        assert (nobody, cursor.fetchone()) == ((0,), (1,))
