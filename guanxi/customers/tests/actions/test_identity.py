import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed
from guanxi.customers.actions.contact import create_contact
from guanxi.customers.actions.customer import create_customer
from guanxi.customers.actions.identity import Held, add_identity, change_identity, remove_identity
from guanxi.customers.models import Customer, Identity
from guanxi.customers.tests.people import NOW, People
from guanxi.staff.models import Company

pytestmark = pytest.mark.django_db


def test_add_identity_names_the_holder_the_actor_may_see(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        holder = create_customer({"name": "云杉科技", "phone": "13812345678"}, actor=actor, at=NOW)
        other = create_customer({"name": "B"}, actor=actor, at=NOW)
        with pytest.raises(Held) as refusal:
            add_identity(other, "phone", "+86 138-1234-5678", actor=actor, at=NOW)
        assert (refusal.value.field, refusal.value.holder.customer_id) == ("phone", holder.pk)
        assert str(refusal.value) == "This belongs to “云杉科技”."
        assert refusal.value.holder.url == f"/customers/{holder.pk}/"


def test_add_identity_hides_the_holder_the_actor_may_not_see(people: People) -> None:
    with acting_as_system("test") as system:
        create_customer({"name": "Secret", "mail": "x@secret.cn", "owner": people.stranger.pk}, actor=system, at=NOW)
        create_customer({"name": "Nobodys", "mail": "y@secret.cn", "owner": None}, actor=system, at=NOW)
    with acting_as(people.seller.pk, through="page") as actor:
        mine = create_customer({"name": "B"}, actor=actor, at=NOW)
        for value, sentence in (
            ("X@secret.cn", "A customer of Zhao Yun holds this. Ask Zhao Yun."),
            ("y@secret.cn", "A customer without an owner holds this. Ask an administrator."),
        ):
            with pytest.raises(Held) as refusal:
                add_identity(mine, "mail", value, actor=actor, at=NOW)
            holder = refusal.value.holder
            assert (str(refusal.value), holder.customer_id, holder.customer_name, holder.url) == (
                sentence,
                None,
                "",
                "",
            )


def test_add_identity_names_the_contact_that_has_it(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        mine = create_customer({"name": "B", "contact": {"name": "Li", "mail": "li@b.cn"}}, actor=actor, at=NOW)
        with pytest.raises(Held) as refusal:
            add_identity(mine, "mail", "li@b.cn", actor=actor, at=NOW)
        assert str(refusal.value) == "This belongs to Li of “B”."


def test_add_identity_reads_phones_in_the_companys_country(people: People) -> None:
    with acting_as_system("test"):
        Company.objects.create(pk=1, name="Guanxi GmbH", phone_region="DE")
    with acting_as(people.seller.pk, through="page") as actor:
        mine = create_customer({"name": "B", "phone": "030 901820"}, actor=actor, at=NOW)
        assert Identity.objects.get(customer=mine).value == "+4930901820"


def test_change_identity_keeps_its_own_value(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        mine = create_customer({"name": "B", "mail": "a@b.cn"}, actor=actor, at=NOW)
        kept = change_identity(Identity.objects.get(customer=mine), value="A@b.cn", label="work", actor=actor, at=NOW)
        kept.refresh_from_db()
        assert (kept.value, kept.label) == ("a@b.cn", "work")


def test_remove_identity_frees_the_value(people: People) -> None:
    with acting_as(people.seller.pk, through="page") as actor:
        first = create_customer({"name": "A", "mail": "a@b.cn"}, actor=actor, at=NOW)
        second = create_customer({"name": "B"}, actor=actor, at=NOW)
        remove_identity(Identity.objects.get(customer=first), actor=actor, at=NOW)
        assert add_identity(second, "mail", "a@b.cn", actor=actor, at=NOW).customer_id == second.pk


def test_identities_of_a_customer_shared_to_read_are_not_written(people: People) -> None:
    with acting_as_system("test") as system:
        made = create_customer({"name": "A", "owner": people.stranger.pk}, actor=system, at=NOW)
        made.collaborations.create(member=people.seller, may_edit=False)
    with acting_as(people.seller.pk, through="page") as actor:
        seen = Customer.objects.get(pk=made.pk)
        with pytest.raises(NotAllowed):
            add_identity(seen, "mail", "a@b.cn", actor=actor, at=NOW)
        with pytest.raises(NotAllowed):
            create_contact({"customer": seen, "name": "Li"}, actor=actor, at=NOW)
