"""W2: "He pays 1,500 a month and stays ten years." – 180,000 at the counter, each factor shown, adjustable, and kept as an assumption."""

import pytest
from django.test import Client

from guanxi.core.actor import acting_as_system
from guanxi.customers.factories import make_customer
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


def test_the_value_at_the_counter_is_three_factors_that_he_may_change() -> None:
    with acting_as_system("test"):
        ann = make_member("Ann")
        mill = make_customer("Mill", owner=ann)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(ann)
    url = f"/analytics/customers/{mill.pk}/"
    before = client.get(url).content.decode()
    assert before.count("<dd>?</dd>") == 4  # nothing is known, so nothing is said
    client.post(url, {"amount": "1500", "per_year": "12", "years": "10", "currency": "CNY"})
    page = client.get(url).content.decode()
    assert [figure in page for figure in ("¥1,500.00", "<dd>12</dd>", "<dd>10</dd>", "¥180,000.00")] == [True] * 4
    assert "Assumed by Ann" in page
    client.post(url, {"amount": "1500", "per_year": "12", "years": "8", "currency": "CNY"})
    assert "¥144,000.00" in client.get(url).content.decode()
    assert "¥144,000.00" in client.get(f"{url}panel/").content.decode()
