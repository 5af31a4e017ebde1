"""Running work as its member follows it."""

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.core import clock, work
from guanxi.core.actor import acting_as
from guanxi.core.models import Work
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(seller: Member) -> Work:
    work.register(work.WorkKind("counting", step=lambda one, actor: False))
    with acting_as(seller.pk, through="page") as actor:
        return work.start(
            "counting",
            "Counting {what}",
            title_params={"what": "sheep"},
            actor=actor,
            at=clock.now(),
            arguments={},
            total=3,
        )


def state(seller: Member, running: Work) -> tuple[str, bool]:
    with acting_as(seller.pk, through="page"):
        running.refresh_from_db()
    return running.state, running.cancel_asked


def test_member_follows_cancels_and_resumes(seller: Member, seller_client: Client, running: Work) -> None:
    page = seller_client.get(reverse("work", args=[running.pk]))
    assert (page.context["title"], page.context["is_over"]) == ("Counting sheep", False)
    seller_client.post(reverse("work_cancel", args=[running.pk]))
    assert state(seller, running) == ("waiting", True)
    work.run(running.pk)
    assert state(seller, running) == ("cancelled", True)
    partial = seller_client.post(reverse("work_resume", args=[running.pk]), headers={"HX-Request": "true"})
    assert next(one.name for one in partial.templates) == "ui/work/progress.html"
    work.run(running.pk)
    assert state(seller, running) == ("done", False)


def test_colleagues_work_is_hidden_or_read_only(
    seller: Member, running: Work, admin_client: Client, client: Client
) -> None:
    assert admin_client.get(reverse("work", args=[running.pk])).status_code == 200  # may administer work
    assert admin_client.post(reverse("work_cancel", args=[running.pk])).status_code == 404
    from guanxi.core.actor import acting_as_system
    from guanxi.staff.factories import make_member
    from guanxi.staff.tests.people import signed_in

    with acting_as_system("test"):
        other = make_member()
    assert signed_in(other).get(reverse("work", args=[running.pk])).status_code == 404
    assert state(seller, running) == ("waiting", False)
