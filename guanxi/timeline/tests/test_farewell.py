"""The customers of a leaver are told by mail who looks after them now: once each, by a real mail server."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from guanxi.core import work
from guanxi.core.actor import acting_as_system
from guanxi.core.models import Work
from guanxi.customers.factories import make_contact, make_customer
from guanxi.customers.models import Customer, Identity
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.staff.farewell import proposed
from guanxi.staff.models import HandOver, Member
from guanxi.staff.tests.mailbox import Mailbox, mail_server
from guanxi.timeline import telling
from guanxi.timeline.models import Entry, Farewell
from guanxi.timeline.queries.farewell import language_of

pytestmark = pytest.mark.django_db
NAMES = ("Mill", "杭州机械", "Works", "Bakery")


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def house() -> Any:
    """A leaver with five customers, one of them without a mail address; two who take over; the administrator."""
    with acting_as_system("test"):
        leaver, ann, bo = (make_member(name, password=None) for name in ("Leaver", "Ann", "Bo"))
        admin = make_member("Admin", roles=[make_administrator_role()], password=None)
        customers = [make_customer(name, owner=leaver) for name in NAMES]
        for number, one in enumerate(customers):
            person = make_contact(one, f"Person {number}")
            Identity.objects.create(customer=one, contact=person, channel="mail", value=f"c{number}@example.com")
        main = make_contact(customers[0], "Main", is_main=True)
        Identity.objects.create(customer=customers[0], contact=main, channel="mail", value="main@example.com")
        silent = make_customer("Silent", owner=leaver)
    client = Client()
    client.force_login(admin)
    return SimpleNamespace(
        leaver=leaver, ann=ann, bo=bo, admin=admin, customers=customers, silent=silent, client=client
    )


def mail() -> dict[str, str]:
    """The form as it is offered, ticked."""
    texts = {f"mail-{code}-{part}": said for code in ("en", "zh-hans") for part, said in proposed(code).items()}
    return {"mail": "1", **texts}


def hand_over(house: Any, **given: Any) -> Work:
    """Hand everything over and answer the job that writes the mails."""
    given = {"to": house.ann.pk, **mail(), **given}
    answer = house.client.post(f"/staff/members/{house.leaver.pk}/hand-over/", given)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as_system("test"):
        handed = HandOver.objects.latest("pk")
    work.run(handed.work_id)
    with acting_as_system("test"):
        return Work.objects.filter(kind=telling.NAME).latest("pk")


def states() -> dict[str, str]:
    with acting_as_system("test"):
        return dict(Farewell.objects.values_list("customer__name", "state"))


def test_each_customer_is_written_to_once_in_his_language_and_answers_his_new_owner(house, mailbox) -> None:
    job = hand_over(house, to=[house.ann.pk, house.bo.pk], rule="turns")
    for _twice in range(2):
        work.run(job.pk)
    sent = {one["To"]: one for one in mailbox.mails}
    assert (len(mailbox.mails), sorted(sent)) == (
        4,
        ["c1@example.com", "c2@example.com", "c3@example.com", "main@example.com"],
    )
    with acting_as_system("test"):
        owners = {one.name: one.owner for one in Customer.objects.select_related("owner")}
        chinese, english = sent["c1@example.com"], sent["main@example.com"]
        assert english["Reply-To"].addresses[0].addr_spec == owners["Mill"].email
        assert ("Dear Main,", owners["Mill"].name in english["Subject"]) == (
            english.get_content().splitlines()[0],
            True,
        )
        assert ("尊敬的" in chinese.get_content(), owners["杭州机械"].name in chinese["Subject"]) == (True, True)
        assert {one["Message-ID"] for one in mailbox.mails} == {one["Message-ID"] for one in sent.values()}
        told = Entry.objects.filter(kind="farewell")
        assert sorted(told.values_list("customer__name", flat=True)) == sorted(NAMES)
        assert set(told.values_list("channel", flat=True)) == {""}  # nobody was spoken to
        assert Work.objects.get(pk=job.pk).state == "done"
    assert states() == {**dict.fromkeys(NAMES, "sent"), "Silent": "none"}
    page = house.client.get(f"/timeline/customer/{house.customers[0].pk}/").content.decode()
    assert "looks after the customer now" in page
    with acting_as_system("test"):
        panel = f"/timeline/farewells/{HandOver.objects.get().pk}/"
    assert panel in house.client.get(f"/staff/members/{house.leaver.pk}/hand-over/").content.decode()
    told = house.client.get(panel).content.decode()
    assert ("Sent 4" in told, "Silent" in told) == (True, True)


def test_the_preview_says_who_is_reached_and_what_he_reads(house) -> None:
    url = f"/timeline/farewells/plan/{house.leaver.pk}/"
    page = house.client.post(
        url, {"to": house.ann.pk, **mail(), "mail-en-text": "{customer}: ask {taker}"}
    ).content.decode()
    assert [word in page for word in ("Write to 4 customers", "1 customer has no mail address", "Silent")] == [True] * 3
    assert ("Main: ask Ann" in page, "杭州机械" in page) == (True, True)
    ticked = house.client.post(url, {"to": house.ann.pk, "mail": "1"}).content.decode()
    assert ("Dear Main," in ticked, 'role="alert"' in ticked) == (True, False)
    odd = house.client.post(url, {"to": house.ann.pk, **mail(), "mail-en-text": "Dear {name}"}).content.decode()
    assert ("{name}" in odd, "Nothing can be put in the place {name}" in odd) == (True, True)
    stranger = Client()
    stranger.force_login(house.ann)
    assert stranger.post(url, {"to": house.ann.pk}).status_code == 403


def test_what_was_written_stays_until_the_suggested_text_is_asked_for(house) -> None:
    url, button = f"/timeline/farewells/plan/{house.leaver.pk}/", "Use the suggested text"
    as_offered = {**mail(), "mail-en-text": proposed("en")["text"].replace("\n", "\r\n")}  # as a browser sends it
    assert button not in house.client.post(url, {"to": house.ann.pk, **as_offered}).content.decode()
    edited = {**mail(), "mail-en-text": "{customer}: ask {taker}"}
    both = {"to": [house.ann.pk, house.bo.pk], "rule": "turns"}
    page = house.client.post(url, both | edited).content.decode()
    assert (button in page, "Main: ask Ann" in page or "Main: ask Bo" in page) == (True, True)
    page = house.client.post(url, both | edited | {"suggested": "1"}).content.decode()
    assert (button in page, "Dear Main," in page) == (False, True)


def test_without_the_tick_nobody_is_written_to_and_with_an_odd_text_nothing_begins(house, mailbox) -> None:
    url = f"/staff/members/{house.leaver.pk}/hand-over/"
    answer = house.client.post(url, {"to": house.ann.pk, **mail(), "mail-zh-hans-subject": " "})
    assert (answer.status_code, HandOver.objects.count()) == (422, 0)
    assert house.client.post(url, {"to": house.ann.pk}).status_code == 302
    with acting_as_system("test"):
        handed = HandOver.objects.get()
    work.run(handed.work_id)
    with acting_as_system("test"):
        assert (Work.objects.filter(kind=telling.NAME).count(), Farewell.objects.count()) == (0, 0)


def test_what_is_cut_off_goes_on_and_nobody_is_written_to_twice(house, mailbox, monkeypatch) -> None:
    job, real, calls = hand_over(house), telling._send, [0]

    def dies(*given: Any) -> None:
        calls[0] += 1
        if calls[0] == 2:  # killed just before it is sent
            telling._open.clear()
            raise SystemExit
        real(*given)
        if calls[0] == 4:  # killed when it was sent, before that was noted
            telling._open.clear()
            raise SystemExit

    monkeypatch.setattr(telling, "_send", dies)
    for _killed in range(2):
        with pytest.raises(SystemExit):
            work.run(job.pk)
    work.run(job.pk)
    counted = sorted(states().values())
    assert counted == ["none", "sent", "sent", "unsure", "unsure"]
    assert len({one["To"] for one in mailbox.mails}) == len(mailbox.mails) == 3
    with acting_as_system("test"):
        handed, unsure = HandOver.objects.get(), Farewell.objects.filter(state="unsure").first()
    again = house.client.post(f"/timeline/farewells/{handed.pk}/again/", {"one": unsure.pk})
    assert again.status_code == 302
    with acting_as_system("test"):
        job = Work.objects.filter(kind=telling.NAME).latest("pk")
    work.run(job.pk)
    assert sorted(states().values()) == ["none", "sent", "sent", "sent", "unsure"]


def test_a_refused_address_is_shown_and_sent_again_by_hand_a_server_that_is_down_leaves_all_to_do(
    house, mailbox, settings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    job = hand_over(house)
    work.run(job.pk)
    with acting_as_system("test"):
        job.refresh_from_db()
        assert (job.state, "cannot be reached" in job.error) == ("failed", True)
    assert set(states().values()) == {"waiting", "none"}
    settings.EMAIL_PORT = port
    mailbox.refused = {"c2@example.com"}
    with acting_as_system("test"):
        work.resume(job)
    work.run(job.pk)
    assert states() == {**dict.fromkeys(NAMES, "sent"), "Works": "failed", "Silent": "none"}
    with acting_as_system("test"):
        handed = HandOver.objects.get()
    page = house.client.get(f"/timeline/farewells/{handed.pk}/").content.decode()
    assert ("550 no such mailbox" in page, "Send again" in page) == (True, True)
    mailbox.refused = set()
    house.client.post(f"/timeline/farewells/{handed.pk}/again/")
    with acting_as_system("test"):
        job = Work.objects.filter(kind=telling.NAME).latest("pk")
    work.run(job.pk)
    assert (states()["Works"], len(mailbox.mails)) == ("sent", 4)


def test_who_changed_hands_again_or_came_back_is_told_nothing_wrong(house, mailbox) -> None:
    job = hand_over(house)
    with acting_as_system("test"):
        Customer.objects.filter(pk=house.customers[2].pk).update(owner=house.bo)
    work.run(job.pk)
    assert (states()["Works"], len(mailbox.mails)) == ("dropped", 3)


def test_a_hand_over_that_is_taken_back_stops_writing(house, mailbox) -> None:
    job = hand_over(house)
    with acting_as_system("test"):
        handed = HandOver.objects.get()
    assert house.client.post(f"/staff/hand-overs/{handed.pk}/undo/").status_code == 302
    work.run(job.pk)
    assert (mailbox.mails, set(states().values())) == ([], {"dropped", "none"})


@pytest.mark.parametrize(
    ("name", "country", "code"), [("杭州机械", "", "zh-hans"), ("Mill", "China", "zh-hans"), ("Mill", "", "en")]
)
def test_the_language_follows_name_and_country(name: str, country: str, code: str) -> None:
    assert language_of(name, country) == code


def test_a_deactivated_leaver_changes_nothing(house, mailbox) -> None:
    with acting_as_system("test"):
        Member.objects.filter(pk=house.leaver.pk).update(is_active=False)
    work.run(hand_over(house).pk)
    assert len(mailbox.mails) == 4
