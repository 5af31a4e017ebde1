from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.core import clock
from guanxi.core.actor import Actor, acting_as, acting_as_system
from guanxi.core.refused import Refused
from guanxi.customers.models import Collaboration, Customer
from guanxi.staff.factories import make_member
from guanxi.staff.models import Notice
from guanxi.timeline.actions.followup import FollowUp, correct_followup, log_followup
from guanxi.timeline.actions.mention import CannotSee
from guanxi.timeline.models import Entry
from guanxi.timeline.tests.people import House


def notices_of(member_id: int) -> list[Notice]:
    with acting_as_system("test"):
        return list(Notice.objects.filter(member_id=member_id).order_by("pk"))


def test_a_call_sets_the_next_contact_and_step(house: House, actor: Actor) -> None:
    at = clock.now()
    later = at + timedelta(days=3)
    given = FollowUp(
        "call", "Wants a quote", direction="out", duration=300, next_contact_at=later, next_step="Send quote"
    )
    entry = log_followup(house.customer, given, actor=actor, at=at)
    customer = Customer.objects.get(pk=house.customer.pk)
    assert (entry.channel, entry.direction, entry.duration) == ("phone", "out", 300)
    assert (customer.next_contact_at, customer.next_step, customer.last_contact_at) == (later, "Send quote", at)


@pytest.mark.parametrize(("kind", "days", "stays"), [("call", -1, False), ("note", -1, True), ("call", 2, True)])
def test_a_contact_fulfils_only_a_next_contact_that_was_due(
    house: House, actor: Actor, kind: str, days: int, stays: bool
) -> None:
    at = clock.now()
    house.customer.next_contact_at, house.customer.next_step = at + timedelta(days=days), "Ring"
    house.customer.save()
    log_followup(house.customer, FollowUp(kind, "x"), actor=actor, at=at)
    customer = Customer.objects.get(pk=house.customer.pk)
    assert (customer.next_contact_at is not None, customer.next_step == "Ring") == (stays, stays)


def test_nothing_at_all_is_refused(house: House, actor: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        log_followup(house.customer, FollowUp("note", "  "), actor=actor, at=clock.now())
    assert refusal.value.field == "text"


def test_kinds_that_the_house_writes_itself_are_refused(house: House, actor: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        log_followup(house.customer, FollowUp("order", "x"), actor=actor, at=clock.now())
    assert refusal.value.field == "kind"


def test_a_mention_puts_a_notice_on_the_colleagues_screen(house: House, actor: Actor) -> None:
    entry = log_followup(house.customer, FollowUp("note", "@李强 please call them"), actor=actor, at=clock.now())
    [notice] = notices_of(house.manager.pk)
    assert (notice.kind, notice.sender_id) == ("timeline.mention", house.seller.pk)
    assert notice.params == {"who": "Wang Jing", "customer": "杭州机械"}
    assert notice.url == f"/customers/{house.customer.pk}/#entry-{entry.pk}"
    assert entry.colleagues == [house.manager.pk]


def test_a_colleague_who_does_not_see_the_customer_learns_nothing(house: House, actor: Actor) -> None:
    with pytest.raises(CannotSee) as refusal:
        log_followup(house.customer, FollowUp("note", "@Ann Lee look"), actor=actor, at=clock.now())
    assert "Ann Lee" in str(refusal.value)
    assert refusal.value.shareable is True
    assert notices_of(house.stranger.pk) == []
    assert list(Entry.objects.all()) == []
    assert actor.member_id == house.seller.pk
    assert Customer.objects.filter(pk=house.customer.pk).exists()  # the seller is still the one who acts


def test_sharing_on_the_way_lets_the_colleague_see_and_tells_him(house: House, actor: Actor) -> None:
    log_followup(house.customer, FollowUp("note", "@Ann Lee look", share=True), actor=actor, at=clock.now())
    assert [notice.kind for notice in notices_of(house.stranger.pk)] == ["shared", "timeline.mention"]
    with acting_as(house.stranger.pk, through="page"):
        assert Customer.objects.filter(pk=house.customer.pk).exists()


def test_an_editing_collaborator_does_not_pass_the_customer_on(house: House) -> None:
    with acting_as_system("test"):
        other = make_member("Zoe", password=None)
        Collaboration.objects.create(customer=house.customer, member=house.stranger, may_edit=True)
    with acting_as(house.stranger.pk, through="page") as actor, pytest.raises(CannotSee) as refusal:
        log_followup(house.customer, FollowUp("note", "@Zoe", share=True), actor=actor, at=clock.now())
    assert refusal.value.shareable is False
    assert notices_of(other.pk) == []


def test_namesakes_must_be_told_apart(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        twins = [make_member("赵敏", scope="all", password=None), make_member("赵敏", scope="all", password=None)]
    with pytest.raises(Refused) as refusal:
        log_followup(house.customer, FollowUp("note", "@赵敏 看一下"), actor=actor, at=clock.now())
    assert refusal.value.code == "namesakes"
    given = FollowUp("note", "@赵敏 看一下", chosen=[twins[1].pk])
    assert log_followup(house.customer, given, actor=actor, at=clock.now()).colleagues == [twins[1].pk]


def test_files_go_with_the_entry(house: House, actor: Actor) -> None:
    files = [SimpleUploadedFile("报价.pdf", b"%PDF-1.7 x"), SimpleUploadedFile("a.txt", "你好".encode())]
    entry = log_followup(house.customer, FollowUp("note"), files, actor=actor, at=clock.now())
    assert [(one.name, one.type) for one in entry.attachments.all()] == [
        ("报价.pdf", "application/pdf"),
        ("a.txt", "text/plain"),
    ]


def test_a_correction_tells_only_those_whom_it_newly_mentions(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        chief = make_member("Chief", scope="all", password=None)
        other = make_member("Other", scope="all", password=None)
    first = log_followup(house.customer, FollowUp("note", "@李强 and @Other see this"), actor=actor, at=clock.now())
    second = correct_followup(first, "@李强 and @Chief see this", actor=actor, at=clock.now())
    assert second.colleagues == sorted([house.manager.pk, chief.pk])
    assert [len(notices_of(one.pk)) for one in (house.manager, other, chief)] == [1, 1, 1]
    assert notices_of(chief.pk)[0].url == f"/customers/{house.customer.pk}/#entry-{second.pk}"


def test_a_correction_that_mentions_who_cannot_see_is_refused_or_shares(house: House, actor: Actor) -> None:
    first = log_followup(house.customer, FollowUp("note", "See this"), actor=actor, at=clock.now())
    with pytest.raises(CannotSee) as refusal:
        correct_followup(first, "@Ann Lee see this", actor=actor, at=clock.now())
    assert refusal.value.shareable
    assert Entry.objects.filter(corrects=first).count() == 0
    second = correct_followup(first, "@Ann Lee see this", share=True, actor=actor, at=clock.now())
    assert second.colleagues == [house.stranger.pk]
    assert Collaboration.objects.filter(customer=house.customer, member=house.stranger).exists()
    assert [one.kind for one in notices_of(house.stranger.pk)] == ["shared", "timeline.mention"]


def test_namesakes_stay_who_they_were_in_a_correction(house: House, actor: Actor) -> None:
    with acting_as_system("test"):
        twins = [make_member("Twin", scope="all", password=None) for _ in range(2)]
    given = FollowUp("note", "@Twin wrong", chosen=[twins[1].pk])
    first = log_followup(house.customer, given, actor=actor, at=clock.now())
    second = correct_followup(first, "@Twin right", actor=actor, at=clock.now())
    assert second.colleagues == [twins[1].pk]
    assert [len(notices_of(one.pk)) for one in twins] == [0, 1]
    third = correct_followup(second, "@Twin, no, the other", chosen=[twins[0].pk], actor=actor, at=clock.now())
    assert third.colleagues == [twins[0].pk]
    assert [len(notices_of(one.pk)) for one in twins] == [1, 1]
