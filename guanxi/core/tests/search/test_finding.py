"""Finding people on a real database, under row-level security, against a naive oracle."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.models import SearchDoc
from guanxi.core.search import Doc, find, hits, index_many, remove
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.staff.factories import make_member, make_role
from guanxi.staff.models import Member

pytestmark = pytest.mark.django_db


def put(name: str, owner: Member | None, *, phones: tuple[str, ...] = (), mails: tuple[str, ...] = ()) -> Customer:
    customer = make_customer(name, owner=owner)
    doc = Doc(customer.pk, customer.pk, customer.owner_id, name, phones=phones, mails=mails)
    index_many("customer", [doc])
    return customer


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("中", ["中国移动", "中国移动通信集团"]),
        ("移动", ["中国移动", "中国移动通信集团"]),
        ("中国移动", ["中国移动", "中国移动通信集团"]),
        ("zgyd", ["中国移动", "中国移动通信集团"]),
        ("zhongguoyi", ["中国移动", "中国移动通信集团"]),
        ("YD", ["中国移动", "中国移动通信集团"]),
        ("yinhang", ["工商银行"]),
        ("acm", ["Acme Corporation"]),
        ("corp acme", ["Acme Corporation"]),
        ("8000", ["Acme Corporation"]),
        ("138 0013", ["Acme Corporation"]),
        ("+86 138", ["Acme Corporation"]),
        ("anna@ac", ["Acme Corporation"]),
        ("@acme.com", ["Acme Corporation"]),
        ("移国", []),
        ("nobody", []),
        ("", []),
        ("'&|!:*", []),
    ],
)
def test_customers_are_found_by_what_people_type(typed: str, expected: list[str]) -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        put("中国移动通信集团", member)
        put("中国移动", member)
        put("工商银行", member)
        put("Acme Corporation", member, phones=("+8613800138000",), mails=("anna@acme.com",))
    with acting_as(member.pk, through="page") as actor:
        assert [hit.title for hit in find(typed, actor)] == expected
        found = hits("customer", typed, actor)
        listed = Customer.objects.filter(pk__in=found).values_list("name", flat=True) if found else []
        assert set(listed) == set(expected)


def test_characters_that_only_stand_apart_are_not_found_together() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        put("中a国", member)
    with acting_as(member.pk, through="page") as actor:
        assert find("中国", actor) == []


def test_a_stranger_finds_nothing_and_a_colleague_only_what_is_in_scope() -> None:
    with acting_as_system("test"):
        seller, stranger = make_member(scope="own"), make_member(scope="own")
        chief = make_member(scope="all")
        put("中国移动", seller)
        put("中国移动乙", None)
    for member, expected in ((seller, {"中国移动"}), (stranger, set()), (chief, {"中国移动", "中国移动乙"})):
        with acting_as(member.pk, through="page") as actor:
            assert {hit.title for hit in find("中国", actor)} == expected


def test_a_masked_phone_is_not_found_by_its_tail() -> None:
    with acting_as_system("test"):
        member = make_member(roles=[make_role("own", masked=["customer.phone"])])
        put("Acme", member, phones=("+8613800138000",))
    with acting_as(member.pk, through="page") as actor:
        assert find("8000", actor) == []


def test_own_customers_come_before_colleagues_of_the_same_closeness() -> None:
    with acting_as_system("test"):
        other, me = make_member(scope="all"), make_member(scope="all")
        put("华为甲", other)
        put("华为乙", me)
    with acting_as(me.pk, through="page") as actor:
        assert [hit.title for hit in find("华为", actor)] == ["华为乙", "华为甲"]


def test_removed_and_reindexed_records_are_found_by_their_present_name_only() -> None:
    with acting_as_system("test"):
        member = make_member(scope="own")
        customer = put("Oldname", member)
        index_many("customer", [Doc(customer.pk, customer.pk, member.pk, "Newname")])
    with acting_as(member.pk, through="page") as actor:
        assert (len(find("oldn", actor)), len(find("newn", actor))) == (0, 1)
        remove("customer", [customer.pk])
        assert find("newn", actor) == []
        assert SearchDoc.objects.count() == 0


NAMES = st.text(alphabet="中国移动联通银行长ab1 ", min_size=1, max_size=8).filter(lambda text: text.strip() != "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(NAMES, min_size=1, max_size=12, unique=True),
    typed=st.text(alphabet="中国移动联通银行长", min_size=1, max_size=4),
)
def test_han_text_finds_exactly_the_visible_names_that_hold_it(names: list[str], typed: str) -> None:
    with acting_as_system("test") as system:
        SearchDoc.objects.all().delete()
        me, other = make_member(scope="own"), make_member(scope="own")
        for number, name in enumerate(names):
            put(name, me if number % 2 else other)
        assert system.member_id is None
    with acting_as(me.pk, through="page") as actor:
        expected = {name for number, name in enumerate(names) if number % 2 and typed in name}
        assert {hit.title for hit in find(typed, actor, limit=100)} == expected


def test_a_word_of_many_thousand_names_still_finds_every_customer_of_mine() -> None:
    with acting_as_system("test"):
        me, other = make_member(scope="own"), make_member(scope="own")
        many = make_customer("科技", owner=other)
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_searchdoc (kind, record_id, home_id, owner_id, title, tokens)"
                " select 'customer', n, %s, %s, '某科技' || n, '''h科技'''::tsvector from generate_series(1000000, 1025000) n",
                [many.pk, other.pk],
            )
        mine = {put(f"我的科技{number}", me).pk for number in range(3)}
    with acting_as(me.pk, through="page") as actor:
        assert {hit.record_id for hit in find("科技", actor)} == mine
        assert set(Customer.objects.filter(pk__in=hits("customer", "科技", actor)).values_list("pk", flat=True)) == mine
