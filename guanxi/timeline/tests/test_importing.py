"""Mails from real files."""

import io
import mailbox
import zipfile

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Work
from guanxi.core.refused import NotAllowed
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer, Identity
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, make_import
from guanxi.intake.sources import MAIL_HEADER
from guanxi.intake.tests.real import FILES, content
from guanxi.staff.actions.member import deactivate_member
from guanxi.staff.factories import make_administrator_role, make_member
from guanxi.timeline.importing import take_back
from guanxi.timeline.models import Attachment, Entry

pytestmark = pytest.mark.django_db
PLAN = {"columns": columns(*(name for name in MAIL_HEADER if name != "attachments"))}


@pytest.fixture
def anna():
    with acting_as_system("test"):
        return make_member("Anna", scope="all", email="anna@ours.example.com")


def mail(sender, to, number, date="Mon, 5 Jan 2026 10:00:00 +0000"):
    return f"From: {sender}\r\nTo: {to}\r\nSubject: Offer {number}\r\nDate: {date}\r\nMessage-ID: <{number}@x>\r\n\r\nHello\r\n".encode()


def test_a_mail_becomes_an_entry_of_its_customer(anna):
    with acting_as_system("test"):
        acme = make_customer("Acme", owner=anna)
        Identity.objects.create(customer=acme, channel="mail", value="bob@acme.example.com")
    run = make_import(
        anna.pk, mail("Bob <bob@acme.example.com>", "anna@ours.example.com", 1), "mail", PLAN, name="one.eml"
    )
    assert run.counts["created"] == 1
    with acting_as(anna.pk, through="page"):
        entry = Entry.objects.get(kind="mail")
        assert (entry.customer_id, entry.direction, entry.channel, entry.subject, entry.text.strip(), entry.key) == (
            acme.pk, "in", "mail", "Offer 1", "Hello", "1@x",
        )  # fmt: skip
        assert Customer.objects.count() == 1


def test_a_mail_of_ours_goes_to_whoever_got_it_who_is_made(anna):
    make_import(anna.pk, mail("anna@ours.example.com", "Carl <carl@new.example.com>", 2), "mail", PLAN, name="two.eml")
    with acting_as(anna.pk, through="page"):
        entry = Entry.objects.get(kind="mail")
        assert (entry.direction, entry.customer.name, entry.customer.type) == ("out", "Carl", "person")


def test_a_mail_goes_in_once(anna):
    for _time in range(2):
        run = make_import(
            anna.pk, mail("Bob <bob@acme.example.com>", "anna@ours.example.com", 3), "mail", PLAN, name="one.eml"
        )
    assert run.counts["unchanged"] == 1
    with acting_as(anna.pk, through="page"):
        assert Entry.objects.filter(kind="mail").count() == 1


def test_every_real_mail_goes_in_or_says_why_not(anna):
    data = (FILES / "eml.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        total = sum(name.endswith(".eml") for name in archive.namelist())
    run = make_import(anna.pk, data, "mail", PLAN, name="mails.zip")
    assert run.state == "done"
    assert sum(run.counts[name] for name in ("created", "unchanged", "rejected")) == total
    assert run.counts["created"] > 60
    with acting_as(anna.pk, through="page"):
        assert Attachment.objects.count() == run.counts["attachments"] > 10


def test_an_mbox_holds_many(anna, tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    for number in range(3):
        box.add(mail(f"p{number}@x.example.com", "anna@ours.example.com", number))
    box.flush()
    run = make_import(anna.pk, (tmp_path / "box").read_bytes(), "mail", PLAN, name="box.mbox")
    assert run.counts["created"] == 3


def test_a_mail_without_a_stranger_is_rejected(anna):
    run = make_import(anna.pk, mail("anna@ours.example.com", "anna@ours.example.com", 9), "mail", PLAN, name="one.eml")
    assert run.counts["rejected"] == 1


def test_the_text_of_a_japanese_mail_survives(anna):
    name = "emails/mime_emails/raw_email_with_illegal_boundary.eml"
    run = make_import(anna.pk, content("eml.zip", name), "mail", PLAN, name="one.eml")
    assert run.counts["created"] + run.counts["rejected"] == 1


def test_undo_takes_the_mails_back_and_the_customer_they_made(anna):
    with acting_as_system("test"):
        acme = make_customer("Acme", owner=anna)
        Identity.objects.create(customer=acme, channel="mail", value="bob@acme.example.com")
    first = make_import(
        anna.pk, mail("Bob <bob@acme.example.com>", "anna@ours.example.com", 1), "mail", PLAN, name="one.eml"
    )
    second = make_import(
        anna.pk, mail("Dora <dora@new.example.com>", "anna@ours.example.com", 2), "mail", PLAN, name="two.eml"
    )
    with acting_as(anna.pk, through="page") as actor:
        jobs = [undo_import(run, actor=actor, at=clock.now()) for run in (first, second)]
    for job in jobs:
        work.run(job.pk)
    with acting_as(anna.pk, through="page"):
        assert Entry.objects.filter(kind="mail").count() == 0
        assert list(Customer.objects.alive().values_list("name", "last_contact_at")) == [("Acme", None)]


def test_nobody_takes_a_colleagues_mails_back(anna):
    run = make_import(
        anna.pk, mail("Bob <bob@acme.example.com>", "anna@ours.example.com", 1), "mail", PLAN, name="one.eml"
    )
    with acting_as_system("test"):
        stranger = make_member(scope="all")
    with pytest.raises(ProgrammingError, match="not allowed"), acting_as(stranger.pk, through="page"):
        take_back(run.pk)


def test_an_administrator_of_imports_takes_back_those_of_leavers_alone(anna):
    run = make_import(
        anna.pk, mail("Bob <bob@acme.example.com>", "anna@ours.example.com", 1), "mail", PLAN, name="one.eml"
    )
    with acting_as_system("test"):
        chief = make_member(roles=[make_administrator_role()])
    client = Client()
    client.force_login(chief)
    assert client.get(f"/intake/{run.pk}/result/").status_code == 200
    page = client.post(f"/intake/{run.pk}/undo/", follow=True).content.decode()
    assert "Only the colleague who began an import, or an administrator once he has left, can undo it." in page
    with acting_as(chief.pk, through="page") as actor:
        with pytest.raises(NotAllowed):
            undo_import(type(run).objects.get(pk=run.pk), actor=actor, at=clock.now())
        with pytest.raises(ProgrammingError, match="not allowed"), transaction.atomic():
            take_back(run.pk)
        assert Entry.objects.filter(kind="mail").count() == 1
        deactivate_member(anna, actor=actor, at=clock.now())
    assert "Undo this import?" in client.get(f"/intake/{run.pk}/result/").text
    client.post(f"/intake/{run.pk}/undo/")
    with acting_as(chief.pk, through="page"):
        job = Work.objects.get(kind="intake.undo")
    work.run(job.pk)
    with acting_as(chief.pk, through="page"):
        assert Entry.objects.filter(kind="mail").count() == 0
        assert type(run).objects.get(pk=run.pk).state == "undone"
