"""The company's customs hold soon, whichever process changed them."""

import time
from datetime import UTC, datetime

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.staff.actions.notice import notify
from guanxi.staff.models import Company, Member
from guanxi.staff.queries import company
from guanxi.staff.queries.company import KEPT
from guanxi.staff.tests.people import signed_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_change_of_the_time_zone_by_another_process_shows_within_five_seconds(
    administrator: Member, seller: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "KEPT", KEPT)  # tests keep it for ever
    with acting_as_system("test"):
        Company.objects.update_or_create(pk=1, defaults={"name": "Ours", "time_zone": "Asia/Shanghai"})
    with acting_as(administrator.pk, through="page") as actor:
        notify(seller.pk, "mention", "Look", {}, "", actor=actor, at=AT)
    client = signed_in(seller)
    assert "17:30" in client.get("/staff/notices/").content.decode()
    Company.objects.filter(pk=1).update(time_zone="Europe/Berlin")  # as another process does, past this one's action
    later = time.monotonic() + KEPT
    monkeypatch.setattr(time, "monotonic", lambda: later)
    page = client.get("/staff/notices/").content.decode()
    assert ("10:30" in page, "17:30" in page) == (True, False)
