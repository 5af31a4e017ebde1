"""Incentives: who keeps and sees them, tried before use, traced to records, closed, corrected in the next period."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from guanxi.approvals.actions.approval import OwnBusiness, decide
from guanxi.approvals.factories import make_chain
from guanxi.approvals.models import Approval, Deputy, Turn
from guanxi.approvals.queries.approval import waiting_for
from guanxi.commerce.models import Order
from guanxi.core import clock
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.sales.actions.share import set_shares
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_member
from guanxi.staff.models import Grant, Member, Notice
from guanxi.steering.actions.incentive import activate, end_scheme, save_scheme, totals, try_scheme
from guanxi.steering.actions.statement import NeedsApproval, close_period, reckon_scheme, remark
from guanxi.steering.models import Line, Remark, Scheme, Statement

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 1, 1), date(2026, 4, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def shop(house):
    with acting_as_system("test"):
        role = house.boss.roles.get()
        Grant.objects.create(role=role, kind="incentive", scope="all", verbs=["see", "edit", "administer"])
        house.deal = make_opportunity(
            house.mill, "won", amount=Decimal("1000.10"), owner=house.seller, closed_on=date(2026, 2, 1)
        )
        house.shared = make_opportunity(
            house.mill, "won", amount=Decimal("333.33"), owner=house.seller, closed_on=date(2026, 2, 2)
        )
        make_opportunity(
            house.forge, "won", amount=Decimal(500), owner=house.colleague, closed_on=date(2026, 2, 3), currency="USD"
        )
    with acting_as(house.boss.pk, through="page") as actor:
        set_shares(house.shared, {house.seller.pk: 50, house.colleague.pk: 50}, actor=actor, at=clock.now())
    return house


def values(house, **more):
    return {
        "name": "Commission", "basis": "won", "way": "percent", "span": "quarter", "currency": "CNY", "steps": [["0", "3"]],
        "cap": None, "department": house.department, "people": [], **more,
    }  # fmt: skip


def in_force(house, **more) -> Scheme:
    with acting_as(house.boss.pk, through="page") as actor:
        scheme = save_scheme(None, values(house, **more), actor=actor, at=NOW)
        try_scheme(scheme, FIRST, actor=actor, at=NOW)
        activate(Scheme.objects.get(pk=scheme.pk), FIRST, actor=actor, at=NOW)
    with acting_as_system("test"):
        scheme = Scheme.objects.get(pk=scheme.pk)
        reckon_scheme(scheme, NOW)
        connection.check_constraints()
    return scheme


def told(member, first: date) -> list[tuple[str, int, int]]:
    with acting_as_system("test"):
        rows = Line.objects.filter(statement__member=member, statement__first=first).order_by("place")
        found = [(line.kind, line.record, line.payout) for line in rows]
        statement = Statement.objects.filter(member=member, first=first).first()
        assert (statement.payout if statement else 0) == sum(payout for *_, payout in found)
    return found


def test_every_cent_comes_from_a_record_and_credit_is_split(shop) -> None:
    in_force(shop)
    # 1000.10 at 3 % is 30.003; half of 333.33 brings it to 35.00295
    assert told(shop.seller, FIRST) == [("opportunity", shop.deal.pk, 3000), ("opportunity", shop.shared.pk, 500)]
    assert told(shop.colleague, FIRST) == [("opportunity", shop.shared.pk, 500)]  # the dollars do not count


def test_it_is_tried_beside_what_is_in_force_before_it_pays(shop) -> None:
    in_force(shop)
    with acting_as(shop.boss.pk, through="page") as actor:
        given = values(shop, name="Steeper", steps=[["500", "10"]], cap=Decimal(60))
        scheme = save_scheme(None, given, actor=actor, at=NOW)
        with pytest.raises(Refused, match="past period first"):
            activate(scheme, SECOND, actor=actor, at=NOW)
        with pytest.raises(Refused, match="period that is over"):
            try_scheme(scheme, SECOND, actor=actor, at=NOW)
        rows = try_scheme(scheme, FIRST, actor=actor, at=NOW)
        # above 500: 666.765 at 10 % is 66.68, but at most 60; the colleague's half stays below the step
        assert {one.member.name: (one.before, one.after, one.change) for one in rows if one.before or one.after} == {
            "Li Na": (500, 0, -500),
            "Wang Jing": (3500, 6000, 2500),
        }
        assert totals(rows) == {"before": 4000, "after": 6000, "change": 2000, "win": 1, "lose": 1}
        save_scheme(Scheme.objects.get(pk=scheme.pk), given | {"cap": None}, actor=actor, at=NOW)
        with pytest.raises(Refused, match="past period first"):  # other terms, another trial
            activate(Scheme.objects.get(pk=scheme.pk), SECOND, actor=actor, at=NOW)
    with acting_as_system("test"):
        assert Statement.objects.filter(scheme=scheme).count() == 0


def test_what_changes_after_closing_is_a_line_of_the_next_period(shop) -> None:
    scheme = in_force(shop)
    with acting_as(shop.boss.pk, through="page") as actor:
        with pytest.raises(Refused, match="not over"):
            close_period(scheme, SECOND, actor=actor, at=NOW)
        assert close_period(scheme, FIRST, actor=actor, at=NOW) == 2
    with acting_as_system("test"):
        Opportunity.objects.filter(pk=shop.deal.pk).update(amount=Decimal(900))  # it was written down wrongly
        make_opportunity(shop.mill, "won", amount=Decimal(100), owner=shop.seller, closed_on=date(2026, 4, 9))
        reckon_scheme(scheme, NOW)
        reckon_scheme(scheme, NOW)  # once more changes nothing
        connection.check_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            Line.objects.filter(statement__first=FIRST).update(payout=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Scheme.objects.filter(pk=scheme.pk).update(steps=[["0", "9"]])
        line = Line.objects.select_related("corrects").exclude(corrects=None).get()
    assert told(shop.seller, FIRST)[0] == ("opportunity", shop.deal.pk, 3000)
    assert (line.corrects.first, line.record, line.payout) == (FIRST, shop.deal.pk, -300)
    assert sum(payout for *_, payout in told(shop.seller, SECOND)) == 300 - 300
    with acting_as(shop.boss.pk, through="page") as actor:
        assert close_period(scheme, SECOND, actor=actor, at=NOW.replace(month=7)) >= 1
    with acting_as_system("test"):  # told once, not in every period after
        reckon_scheme(scheme, NOW.replace(month=7))
        assert Line.objects.exclude(corrects=None).count() == 1


def test_pieces_orders_and_the_end(shop) -> None:
    scheme = in_force(shop, basis="orders", way="piece", steps=[["1", "2.5"]])
    with acting_as_system("test"):
        for number in (1, 2, 3):
            Order.objects.create(
                number=f"N{number}",
                customer=shop.mill,
                ordered_at=datetime(2026, 5, number, 9, tzinfo=UTC),
                currency="CNY",
                total=7,
            )
        reckon_scheme(scheme, NOW)
    assert [payout for *_, payout in told(shop.seller, SECOND)] == [0, 250, 250]  # the first is below the step
    with acting_as(shop.boss.pk, through="page") as actor:
        end_scheme(Scheme.objects.get(pk=scheme.pk), FIRST, actor=actor, at=NOW)
    with acting_as_system("test"):
        reckon_scheme(Scheme.objects.get(pk=scheme.pk), NOW)
    assert told(shop.seller, SECOND) == []


def test_who_sees_keeps_and_asks(shop) -> None:
    scheme = in_force(shop)
    seen = {}
    for name in ("seller", "colleague", "head", "stranger", "boss"):
        with acting_as(getattr(shop, name).pk, through="page") as actor:
            seen[name] = (Statement.objects.count(), Scheme.objects.count())
            if name != "boss":
                with pytest.raises(NotAllowed):
                    save_scheme(None, values(shop), actor=actor, at=NOW)
                with pytest.raises(NotAllowed):
                    close_period(scheme, FIRST, actor=actor, at=NOW)
    assert seen == {"seller": (1, 1), "colleague": (1, 1), "head": (2, 1), "stranger": (0, 0), "boss": (2, 1)}
    with acting_as(shop.seller.pk, through="page") as actor:
        mine = Statement.objects.select_related("scheme").get()
        remark(mine, "Where is the third deal?", actor=actor, at=NOW)
    with acting_as(shop.boss.pk, through="page") as actor:
        remark(Statement.objects.select_related("scheme").get(pk=mine.pk), "It was lost.", actor=actor, at=NOW)
    with acting_as_system("test"):
        assert list(Notice.objects.order_by("pk").values_list("member_id", "params__period")) == [
            (shop.boss.pk, "2026-Q1"),
            (shop.seller.pk, "2026-Q1"),
        ]
        assert Remark.objects.count() == 2


@pytest.mark.parametrize(("more", "sentence"), [
    ({"steps": []}, "at least one step"), ({"steps": [["9", "1"], ["9", "2"]]}, "begins above"), ({"steps": [["0", "101"]]}, "at most 100 %"),
    ({"currency": "yuan"}, "three letters"), ({"department": None}, "whom it is for"),
])  # fmt: skip
def test_what_cannot_be_reckoned_is_refused_in_words(shop, more, sentence) -> None:
    with acting_as(shop.boss.pk, through="page") as actor, pytest.raises(Refused, match=sentence):
        save_scheme(None, values(shop, **more), actor=actor, at=NOW)


def signed_in(member, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(member)
    return client


def test_the_pages_make_try_and_close_and_the_file_adds_up(shop) -> None:
    boss = signed_in(shop.boss)
    typed = {
        "name": "Bonus",
        "basis": "won",
        "way": "percent",
        "span": "quarter",
        "currency": "cny",
        "department": shop.department.pk,
        "begin_1": "0",
        "rate_1": "3",
    }
    assert (
        "Nobody here has the address"
        in boss.post("/steering/incentives/schemes/new/", typed | {"people": "no@example.com"}).content.decode()
    )
    url = boss.post("/steering/incentives/schemes/new/", typed).url
    tried = boss.get(f"{url}?period=2026-Q1").content.decode()
    assert ("¥40.00" in tried, "2 get more, 0 less" in tried, "Put it in force" in tried) == (True, True, True)
    assert boss.post(f"{url}turn/activate/", {"period": "2026-Q1"}).status_code == 302
    with acting_as_system("test"):
        reckon_scheme(Scheme.objects.get(), NOW)
        statement = Statement.objects.get(member=shop.seller)
    assert "¥40.00" in boss.get(url).content.decode()
    boss.post(f"{url}close/", {"period": "2026-Q1"})
    seller = signed_in(shop.seller)
    one = f"/steering/incentives/{statement.pk}/"
    page = seller.get(one).content.decode()
    assert ("¥35.00" in page, "50 %" in page, "what changes later stands in the next statement" in page) == (
        True,
        True,
        True,
    )
    file = b"".join([seller.get(f"{one}file/csv/").content]).decode("utf-8-sig").splitlines()
    assert (len(file), file[-1].startswith("All together"), "35.00" in file[-1]) == (4, True, True)
    assert seller.get(f"{one}file/xlsx/").content[:2] == b"PK"
    assert seller.post(one, {"text": "Why?"}).status_code == 302
    assert [signed_in(shop.stranger).get(each).status_code for each in (one, url, f"{one}file/csv/")] == [404, 404, 404]
    assert "¥35.00" in seller.get("/steering/incentives/").content.decode()
    assert "激励" in signed_in(shop.seller, "zh-hans").get("/steering/incentives/").content.decode()


def test_closing_waits_for_approval_where_the_scheme_says_so_and_nobody_approves_what_pays_himself(shop) -> None:
    with acting_as_system("test"):
        director = make_member("Director")
        Member.objects.filter(pk=shop.boss.pk).update(manager=director)
        Member.objects.filter(pk=shop.seller.pk).update(manager=director)
        make_chain({"way": "member", "member": shop.seller}, document="incentive", flags=["scheme"])
    scheme = in_force(shop, needs_approval=True)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(shop.boss)
    url = f"/steering/incentives/schemes/{scheme.pk}/"

    def close() -> str:
        return client.post(f"{url}close/", {"period": "2026-Q1"}, follow=True).content.decode()

    with acting_as(shop.boss.pk, through="page") as actor, pytest.raises(NeedsApproval):
        close_period(scheme, FIRST, actor=actor, at=NOW)
    assert "Director was asked" in close()  # the rule names the seller, whom it pays: whoever stands above him is asked
    assert "It waits for approval already." in close()
    with acting_as_system("test"):
        first = Approval.objects.get()
        assert (first.state, first.total, {*first.shown["concerns"]}) == ("waiting", Decimal("40.00"), {shop.seller.pk, shop.colleague.pk})  # fmt: skip
        Deputy.objects.create(member=director, deputy=shop.seller, from_on=date(2020, 1, 1), until_on=date(2099, 1, 1))
    with acting_as(shop.seller.pk, through="page") as actor:
        with pytest.raises(OwnBusiness):
            decide(first, approved=True, actor=actor, at=clock.now())
        assert waiting_for(actor, clock.now().date()) == []
        with transaction.atomic(), pytest.raises(ProgrammingError):
            Turn.objects.filter(approval=first).update(approved=True, decided_by=shop.seller, decided_at=clock.now())
    with acting_as(director.pk, through="page") as actor:
        decide(first, approved=True, actor=actor, at=clock.now())
    with acting_as_system("test"):
        Opportunity.objects.filter(pk=shop.deal.pk).update(amount=Decimal(2000))
    assert "Director was asked" in close()  # other sums: asked anew
    page = client.get(url).content.decode()
    assert "Approval: Waiting" in page
    approver = Client(headers={"Accept-Language": "en"})
    approver.force_login(director)
    with acting_as_system("test"):
        second = Approval.objects.latest("pk")
    asked = approver.get(f"/approvals/{second.pk}/").content.decode()
    assert [one in asked for one in ("What it pays", "the scheme asks for it", "¥70.00", "Wang Jing")] == [True] * 4
    approver.post(f"/approvals/{second.pk}/decide/", {"answer": "approve"})
    assert "2 statements were closed." in close()
    with acting_as_system("test"):
        assert set(Statement.objects.filter(first=FIRST).values_list("state", flat=True)) == {"closed"}
