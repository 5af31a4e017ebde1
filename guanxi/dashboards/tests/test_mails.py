"""Dashboards by mail: each receiver his own figures in his language, once, through a real mail server; what fails is told."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.dashboards.actions import sending
from guanxi.dashboards.actions.schedule import Times, save_schedule
from guanxi.dashboards.models import Schedule, Sending
from guanxi.dashboards.rules import may_send_to
from guanxi.staff.tests.mailbox import Mailbox, mail_server


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def daily(shop: Any, board: Any) -> Schedule:
    """The seller's dashboard goes to him and to the stranger, who reads Chinese and lives in Berlin, every day at eight."""
    with acting_as_system("test"):
        shop.stranger.language, shop.stranger.time_zone = "zh-hans", "Europe/Berlin"
        shop.stranger.save()
        return Schedule.objects.create(
            dashboard=board, member=shop.seller, every="day", hour=8, members=[shop.seller.pk, shop.stranger.pk],
            origin="https://crm.example.com/", since=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip


def planned(at: datetime) -> bool:
    with acting_as_system("test"):
        return sending.plan(at)


def states() -> list[tuple[str, str]]:
    with acting_as_system("test"):
        return list(Sending.objects.order_by("pk").values_list("member__name", "state"))


def signed_in(member: Any, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_everybody_receives_what_he_may_see_in_his_language_by_his_clock_and_once(
    shop: Any, daily: Schedule, mailbox: Mailbox
) -> None:
    eight = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)  # in Shanghai; in Berlin it is two at night
    for _twice in range(2):
        assert planned(eight)
        assert planned(eight + timedelta(minutes=5))
    assert states() == [("Wang Jing", "waiting")]
    planned(eight + timedelta(hours=6))
    for _twice in range(2):
        sending.send_waiting()
    assert states() == [("Wang Jing", "sent"), ("Li Na", "sent")]
    assert len(mailbox.mails) == 2
    mails = {one["To"]: one for one in mailbox.mails}
    seller, stranger = mails[shop.seller.email], mails[shop.stranger.email]
    html = seller.get_body(("html",)).get_content()
    assert "¥1,000.00" in html
    assert "https://crm.example.com/commerce/orders/?f=" in html
    assert f"https://crm.example.com/dashboards/mails/{daily.pk}/stop/" in html
    assert "¥1,000.00" in seller.get_body(("plain",)).get_content()
    attached = next(seller.iter_attachments())
    pages = PdfReader(io.BytesIO(attached.get_payload(decode=True))).pages
    assert "¥1,000.00" in pages[0].extract_text()
    chinese = stranger.get_body(("html",)).get_content()
    assert "¥1,000.00" not in chinese
    assert "停止接收此邮件" in chinese
    assert f'/dashboards/{daily.dashboard_id}/"' not in chinese  # a link that he could not open


def test_what_was_cut_off_is_not_sent_by_itself_and_a_person_sends_it_again(
    shop: Any, daily: Schedule, mailbox: Mailbox, monkeypatch: Any
) -> None:
    planned(datetime(2026, 5, 4, 6, 30, tzinfo=UTC))

    class Killed(BaseException):
        """As the process ends between what it noted and what it sent."""

    def killed(*_given: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_hand_over", killed)
        with pytest.raises(Killed):
            sending.send_waiting()
    assert mailbox.mails == []
    sending.send_waiting()
    assert states() == [("Wang Jing", "unsure"), ("Li Na", "sent")]
    client = signed_in(shop.seller)
    page = text(client.get(f"/dashboards/{daily.dashboard_id}/mails/"))
    assert "Cut off while it was sent" in page
    with acting_as_system("test"):
        cut = Sending.objects.get(state="unsure")
    assert signed_in(shop.stranger).post(f"/dashboards/mails/sent/{cut.pk}/again/").status_code == 404
    client.post(f"/dashboards/mails/sent/{cut.pk}/again/")
    sending.send_waiting()
    assert states() == [("Wang Jing", "sent"), ("Li Na", "sent")]


def test_an_address_that_is_refused_and_a_server_that_is_down_are_told_in_words(
    shop: Any, daily: Schedule, mailbox: Mailbox, settings: Any
) -> None:
    mailbox.refused.add(shop.seller.email)
    with acting_as_system("test"):
        for member, ago in ((shop.seller, 1), (shop.stranger, 2), (shop.boss, 13)):
            due = clock.now() - timedelta(hours=ago)
            Sending.objects.create(schedule=daily, member=member, due=due)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    sending.send_waiting()
    assert states() == [("Wang Jing", "waiting"), ("Li Na", "waiting"), ("Boss", "failed")]  # after half a day
    page = text(signed_in(shop.seller).get(f"/dashboards/{daily.dashboard_id}/mails/"))
    assert page.count("Connection refused") == 3
    settings.EMAIL_PORT = port
    with acting_as_system("test"):
        Sending.objects.filter(member=shop.boss).delete()
    sending.send_waiting()
    assert states() == [("Wang Jing", "failed"), ("Li Na", "sent")]
    assert "550 no such mailbox" in text(signed_in(shop.seller).get(f"/dashboards/{daily.dashboard_id}/mails/"))


def test_a_receiver_stops_it_where_the_mail_leads_and_takes_it_up_again(shop: Any, daily: Schedule) -> None:
    client, here = signed_in(shop.stranger), f"/dashboards/mails/{daily.pk}/stop/"
    assert "停止接收此邮件" in text(client.get(here))  # in his own language
    client.post(here)
    at = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
    planned(at)
    assert states() == [("Wang Jing", "waiting")]
    assert "stopped it" in text(signed_in(shop.seller).get(f"/dashboards/{daily.dashboard_id}/mails/"))
    client.post(here, {"again": "1"})
    planned(at)
    assert len(states()) == 2
    with acting_as_system("test"):
        shop.seller.is_active = False
        shop.seller.save()
    planned(at + timedelta(days=1))
    assert len(states()) == 2  # nobody keeps what somebody set up who left
    assert signed_in(shop.boss).get(here).status_code == 404  # he receives none


def test_one_sets_it_up_sees_it_as_it_will_be_and_has_one_sent_at_once(shop: Any, board: Any, mailbox: Mailbox) -> None:
    client, here = signed_in(shop.seller), f"/dashboards/{board.pk}/mails/"
    given = {"every": "month", "weekday": "1", "day": "31", "hour": "9", "members": [shop.seller.pk]}
    assert client.post(here, given | {"members": []}).status_code == 422
    assert client.post(here, given | {"members": [shop.boss.pk]}).status_code == 422
    assert client.post(here, given).status_code == 302
    with acting_as_system("test"):
        made = Schedule.objects.get()
    assert (made.every, made.day, made.members, made.origin) == ("month", 31, [shop.seller.pk], "http://testserver/")
    assert "Every month" in text(client.get(here))
    assert "¥1,000.00" in text(client.get(f"/dashboards/mails/{made.pk}/preview/"))
    client.post(f"/dashboards/mails/{made.pk}/now/")
    sending.send_waiting()
    assert [one["To"] for one in mailbox.mails] == [shop.seller.email]
    client.post(f"/dashboards/mails/{made.pk}/", given | {"hour": "10"})
    gone = client.post(f"/dashboards/mails/{made.pk}/remove/", follow=True)
    assert f'data-undo="/dashboards/mails/{made.pk}/back/"' in text(gone)
    assert planned(clock.now() + timedelta(days=40)) is False
    client.post(f"/dashboards/mails/{made.pk}/back/")
    assert "10:00" in text(client.get(here))
    for other in (shop.stranger, shop.boss):
        assert signed_in(other).post(here, given).status_code == 404


def test_one_sends_to_those_whose_customers_one_sees(shop: Any, board: Any) -> None:
    with acting_as(shop.boss.pk, through="page") as actor:
        assert may_send_to(shop.stranger.pk, actor)
    with acting_as(shop.seller.pk, through="page") as actor:
        assert not may_send_to(shop.stranger.pk, actor)
        made = save_schedule(
            None, board, Times("day", 8), [shop.seller.pk], origin="http://x/", actor=actor, at=clock.now()
        )
        assert made.members == [shop.seller.pk]
    with acting_as(shop.stranger.pk, through="page"):
        assert not Schedule.objects.exists()
