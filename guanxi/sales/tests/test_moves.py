"""Moving through the stages: what is asked, what is logged, what is told, what can be taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from guanxi.core import clock
from guanxi.core.actor import acting_as
from guanxi.core.models import Change
from guanxi.core.refused import NotAllowed, Refused
from guanxi.customers.models import Customer
from guanxi.sales.actions.move import Missing, move_opportunity, stage_of, take_back
from guanxi.sales.actions.opportunity import create_opportunity, edit_opportunity
from guanxi.sales.factories import make_quote
from guanxi.sales.forms import MoveForm
from guanxi.sales.models import Move, Opportunity
from guanxi.sales.queries.quote import accepted_of
from guanxi.sales.rules import is_aged
from guanxi.timeline.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
LATER = AT + timedelta(days=3, hours=1)


def made(house, actor, **values) -> Opportunity:
    given = {"name": "Lathe", "customer": house.customer.pk, **values}
    return create_opportunity(given, actor=actor, at=AT)


def test_a_new_opportunity_stands_in_the_first_stage_and_the_log_says_so(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, amount=Decimal("1200.50"))
        assert (one.pipeline, one.stage, one.state, one.owner_id) == ("default", "prospecting", "open", house.seller.pk)
        assert (one.currency, one.opened_on) == ("CNY", date(2026, 5, 4))
        assert list(Move.objects.values_list("from_stage", "to_stage", "seconds")) == [("", "prospecting", None)]


def test_a_move_is_logged_with_how_long_it_stood_and_told_on_the_timeline(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor)
        move_opportunity(one, "engaging", actor=actor, at=LATER)
        log = Move.objects.order_by("-pk").values_list("from_stage", "to_stage", "seconds", "member_id").first()
        assert log == ("prospecting", "engaging", 3 * 86_400 + 3_600, house.seller.pk)
        told = Entry.objects.filter(kind="opportunity").order_by("pk")
        assert [entry.data["after"] for entry in told] == ["prospecting", "engaging"]
        assert {entry.subject for entry in told} == {"Lathe"}
        assert move_opportunity(one, "engaging", actor=actor, at=LATER) is None
        assert Move.objects.count() == 2


def test_a_stage_says_all_that_is_missing_at_the_first_field(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor)
        with pytest.raises(Missing) as refused:
            move_opportunity(one, "proposal", actor=actor, at=LATER)
        assert (refused.value.names, refused.value.field) == (["amount", "expected_on"], "amount")
        assert Opportunity.objects.get().stage == "prospecting"
        values = {"amount": Decimal(5), "expected_on": date(2026, 7, 1)}
        move_opportunity(one, "proposal", values, actor=actor, at=LATER)
        assert (one.stage, one.amount) == ("proposal", Decimal(5))


def test_what_its_stage_asks_for_cannot_be_emptied(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, amount=Decimal(5), expected_on=date(2026, 7, 1), stage="proposal")
        with pytest.raises(Missing) as refused:
            edit_opportunity(one, {"amount": None}, actor=actor, at=LATER)
        assert refused.value.field == "amount"


def test_losing_asks_whose_reason_it_was_and_winning_forgets_it(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, amount=Decimal(5))
        with pytest.raises(Missing) as refused:
            move_opportunity(one, "lost", actor=actor, at=LATER)
        assert refused.value.names == ["loss_by"]
        move_opportunity(one, "lost", {"loss_by": "us", "loss_note": "late"}, actor=actor, at=LATER)
        assert (one.state, one.closed_on, one.loss_by) == ("lost", LATER.date(), "us")
        move_opportunity(one, "won", actor=actor, at=LATER)
        assert (one.state, one.closed_on, one.loss_by, one.loss_note) == ("won", LATER.date(), "", "")
        move_opportunity(one, "engaging", actor=actor, at=LATER)
        assert (one.state, one.closed_on) == ("open", None)


def test_a_day_of_closing_lies_not_in_the_future(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, amount=Decimal(5))
        with pytest.raises(Refused) as refused:
            move_opportunity(one, "won", {"closed_on": date(2027, 1, 1)}, actor=actor, at=LATER)
        assert refused.value.field == "closed_on"


def test_a_move_is_taken_back_with_its_day_and_reason_and_only_once(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, amount=Decimal(5))
        first = move_opportunity(one, "lost", {"loss_by": "third", "loss_note": "dear"}, actor=actor, at=LATER)
        second = move_opportunity(one, "won", actor=actor, at=LATER + timedelta(hours=1))
        take_back(one, second.pk, actor=actor, at=LATER + timedelta(hours=2))
        assert (one.stage, one.loss_by, one.loss_note) == ("lost", "third", "dear")
        assert (one.closed_on, one.stage_since) == (LATER.date(), LATER)
        for number in (first.pk, second.pk):
            with pytest.raises(Refused) as refused:
                take_back(one, number, actor=actor, at=LATER)
            assert refused.value.code == "moved_on"
        log = list(Move.objects.order_by("pk").values_list("from_stage", "to_stage", "takes_back"))
        assert log[-1] == ("won", "lost", second.pk)


def test_a_colleague_cannot_move_it_nor_write_its_log(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor)
    with acting_as(house.stranger.pk, through="page") as actor:
        assert (Opportunity.objects.count(), Move.objects.count()) == (0, 0)
        with pytest.raises(NotAllowed):
            move_opportunity(one, "engaging", actor=actor, at=LATER)
        with pytest.raises(DatabaseError), transaction.atomic():
            Move.objects.create(opportunity=one, to_stage="won", at=LATER)


def test_the_log_can_be_neither_changed_nor_emptied(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        made(house, actor)
        for change in ("update sales_move set to_stage = 'won'", "delete from sales_move"):
            with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
            assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_an_opportunity_ages_after_the_days_of_its_stage(house) -> None:
    from guanxi.sales.models import Stage

    stage, won = Stage.objects.get(pk="prospecting"), Stage.objects.get(pk="won")
    assert (stage.ageing_days, is_aged(AT, stage, AT + timedelta(days=30))) == (30, False)
    assert is_aged(AT, stage, AT + timedelta(days=30, seconds=1))
    assert not is_aged(AT, won, AT + timedelta(days=3000))


@pytest.mark.parametrize("before", ["lead", "prospect", "lapsed"])
def test_who_buys_becomes_a_customer(house, before) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        Customer.objects.filter(pk=house.customer.pk).update(stage=before)
        move_opportunity(made(house, actor, amount=Decimal(5)), "won", actor=actor, at=LATER)
        assert Customer.objects.get(pk=house.customer.pk).stage == "customer"


@pytest.mark.parametrize(
    ("own", "taken"),
    [({"amount": Decimal(700)}, True), ({}, True), ({"amount": Decimal(90), "currency": "USD"}, False)],
)
def test_winning_offers_the_accepted_quotes_amount_and_taking_back_undoes_it(house, own, taken) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        one = made(house, actor, **own)
        before = (one.amount, one.currency)
        quote = make_quote(
            house.customer, owner=house.seller, opportunity=one, total=Decimal("812.50"), status="accepted"
        )
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(house.seller)
    url, given = f"/sales/opportunities/{one.pk}/move/", {"stage": "won"}
    form = client.get(url, given).context["form"]
    assert (form["as_accepted"].label, form.get_initial_for_field(form.fields["as_accepted"], "as_accepted")) == (
        f"Take the amount of the accepted quote {quote.number}: ¥812.50", taken,
    )  # fmt: skip
    given |= {"closed_on": str(clock.now().date()), **({"amount": ""} if not own else {})}
    if not own:
        assert client.post(url, given).context["form"].errors["amount"] == [
            "Give the amount, or take that of the quote."
        ]
    client.post(url, given | {"as_accepted": "on"})
    with acting_as(house.seller.pk, through="page") as actor:
        one.refresh_from_db()
        assert (one.stage, one.amount, one.currency) == ("won", Decimal("812.50"), "CNY")
        changed = Change.objects.filter(kind="opportunity", record_id=one.pk, changes__has_key="stage").latest("pk")
        assert changed.changes["amount"] == [None if before[0] is None else float(before[0]), 812.5]
        take_back(one, Move.objects.latest("pk").pk, actor=actor, at=clock.now())
        one.refresh_from_db()
        assert (one.stage, one.amount, one.currency) == ("prospecting", *before)


def test_winning_offers_no_amount_that_stands_there_already_or_is_not_to_be_seen(house) -> None:
    with acting_as(house.seller.pk, through="page") as actor:
        same, other, masked = (made(house, actor, amount=Decimal(5), currency="CNY") for _one in range(3))
        for one, total, status in ((same, 5, "accepted"), (other, 9, "sent"), (masked, 9, "accepted")):
            make_quote(house.customer, owner=house.seller, opportunity=one, total=Decimal(total), status=status)
        found = [accepted_of(one.pk, actor) for one in (same, other)]
        assert [one and one.total for one in found] == [5, None]
        stage = stage_of("won")
        assert "as_accepted" not in MoveForm(stage=stage, names=[], opportunity=same, accepted=found[0]).fields
        assert (
            accepted_of(masked.pk, replace(actor, sight=replace(actor.sight, masked=frozenset({"quote.total"}))))
            is None
        )
