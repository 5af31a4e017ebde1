import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.customers.actions.customer import create_customer
from guanxi.customers.factories import make_customer
from guanxi.customers.queries.holding import held
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.factories import make_member, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("华为技术有限公司", "华为 技术股份有限公司"),
        ("Siemens AG", "siemens"),
        ("Cisco Systems, Inc.", "ＣＩＳＣＯ　Systems"),
        ("阿里巴巴集团", "阿里巴巴(集团)控股有限公司"),
        ("Müller GmbH & Co. KG", "MÜLLER gmbh"),
    ],
)
def test_held_finds_names_that_differ_in_what_does_not_count(people: People, kept: str, typed: str) -> None:
    with acting_as_system("test"):
        make_customer(kept, owner=people.seller)
    with acting_as(people.seller.pk, through="page"):
        assert [one.customer_name for one in held("name", typed)] == [kept]


@pytest.mark.parametrize(
    ("kept", "typed"), [("Costco", "Cost Co"), ("云杉有限公司上海分公司", "云杉有限公司"), ("A", "A")]
)
def test_held_leaves_others_alone(people: People, kept: str, typed: str) -> None:
    with acting_as_system("test"):
        make_customer(kept, owner=people.seller)
    with acting_as(people.seller.pk, through="page"):
        assert held("name", typed) == []


def test_held_tells_of_a_hidden_customer_only_the_owner(people: People) -> None:
    with acting_as_system("test") as system:
        create_customer({"name": "Secret", "phone": "13812345678", "owner": people.stranger.pk}, actor=system, at=NOW)
    with acting_as(people.seller.pk, through="page"):
        for channel, typed in (("phone", "138 1234 5678"), ("name", "SECRET Ltd")):
            (holder,) = held(channel, typed)
            assert (holder.customer_id, holder.customer_name, holder.owner_name) == (None, "", "Zhao Yun")
            assert holder.sentence == "A customer of Zhao Yun holds this. Ask Zhao Yun."


def test_held_leaves_out_the_customer_being_edited_and_what_is_not_complete(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        made = create_customer({"name": "Acme", "phone": "13812345678"}, actor=actor, at=NOW)
        assert held("phone", "13812345678", but=made.pk) == []
        assert held("name", "acme", but=made.pk) == []
        assert held("phone", "1381234") == []
        assert [one.customer_id for one in held("phone", "13812345678")] == [made.pk]


def test_held_answers_nothing_to_those_who_only_read(people: People) -> None:
    with acting_as_system("test"):
        make_customer("Acme", owner=people.seller)
        reader = make_member(roles=[make_role("own", verbs=["see"])])
    with acting_as(reader.pk, through="page"):
        assert held("name", "Acme") == []
