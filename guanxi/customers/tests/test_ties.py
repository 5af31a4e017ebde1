"""Who leads to whom: said on a page, by a file, seen by whoever sees both."""

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from guanxi.core import clock, work
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.actions.tie import add_tie, remove_ties
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Tie
from guanxi.intake.actions.importing import undo_import
from guanxi.intake.factories import columns, csv, make_import
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """Ann with two customers, Bob with one."""
    with acting_as_system("test"):
        ann, bob = make_member("Ann"), make_member("Bob")
        return ann, bob, make_customer("Mill", owner=ann), make_customer("Bakery", owner=ann), make_customer("Inn", owner=bob)  # fmt: skip


def signed_in(member) -> Client:
    client = Client(headers={"Accept-Language": "en", "HX-Request": "true"})
    client.force_login(member)
    return client


def test_a_tie_is_added_on_the_page_and_read_from_both_ends(house) -> None:
    ann, _bob, mill, bakery, _inn = house
    client = signed_in(ann)
    answer = client.post(f"/customers/{mill.pk}/ties/new/", {"way": "supplies-by", "other": bakery.pk})
    assert answer.status_code == 200
    assert "is supplied by</span> <a" in client.get(f"/customers/{mill.pk}/ties/").text
    assert "supplies</span> <a" in client.get(f"/customers/{bakery.pk}/ties/").text
    with acting_as(ann.pk, through="page"):
        tie = Tie.objects.get()
        assert (tie.giver_id, tie.taker_id, tie.kind) == (bakery.pk, mill.pk, "supplies")
        assert Change.objects.filter(kind="tie", home_id=bakery.pk).count() == 1
    assert client.post(f"/customers/ties/{tie.pk}/remove/").status_code == 200
    assert "Nothing is noted yet" in client.get(f"/customers/{mill.pk}/ties/").text


def test_a_tie_is_seen_and_written_only_by_whoever_sees_both(house) -> None:
    ann, bob, mill, bakery, inn = house
    with acting_as_system("test") as system:
        add_tie(mill, inn, "brought", actor=system, at=clock.now())
    for member in (ann, bob):
        with acting_as(member.pk, through="page") as actor:
            assert Tie.objects.count() == 0
            assert remove_ties([1], actor=actor, at=clock.now()) == 0
            with pytest.raises(ProgrammingError), transaction.atomic():
                Tie.objects.create(giver=mill, taker=inn, kind="supplies")
    with acting_as_system("test"):
        mill.collaborations.create(member=bob, may_edit=False)
    with acting_as(bob.pk, through="page") as actor:
        assert Tie.objects.count() == 1
    with acting_as_system("test"):
        bakery.collaborations.create(member=bob, may_edit=False)
    with acting_as(bob.pk, through="page") as actor, pytest.raises(NotAllowed):
        add_tie(mill, bakery, "supplies", actor=actor, at=clock.now())


def test_a_customer_is_brought_once_and_never_by_himself(house) -> None:
    ann, _bob, mill, bakery, _inn = house
    with acting_as(ann.pk, through="page") as actor:
        third = make_customer("Third", owner=ann)
        first = add_tie(mill, bakery, "brought", actor=actor, at=clock.now())
        assert add_tie(mill, bakery, "brought", actor=actor, at=clock.now()).pk == first.pk
        for giver, taker in ((third, bakery), (mill, mill)):
            with pytest.raises(Refused) as refused:
                add_tie(giver, taker, "brought", actor=actor, at=clock.now())
            assert refused.value.field == "other"


def test_ties_come_from_a_file_and_go_with_its_undo(house) -> None:
    ann, _bob, mill, bakery, _inn = house
    with acting_as_system("test"):
        mill.reference = "K7"
        mill.save(update_fields=["reference"])
    rows = csv(
        ["giver", "kind", "taker"],
        ["K7", "介绍", "bakery"],
        ["Bakery", "supplies", "Mill"],
        ["Bakery", "supplies", "Mill"],
        ["Mill", "brought", "Inn"],
        ["Mill", "supplies", "mill"],
    )
    run = make_import(ann.pk, rows, "tie", {"columns": columns("giver", "kind", "taker"), "keys": []})
    assert (run.counts["created"], run.counts["skipped"], run.counts["rejected"]) == (2, 1, 2)
    with acting_as(ann.pk, through="page"):
        found = set(Tie.objects.values_list("giver_id", "kind", "taker_id"))
    assert found == {(mill.pk, "brought", bakery.pk), (bakery.pk, "supplies", mill.pk)}
    with acting_as(ann.pk, through="page") as actor:
        job = undo_import(run, actor=actor, at=clock.now())
    work.run(job.pk)
    with acting_as(ann.pk, through="page"):
        assert Tie.objects.count() == 0
