"""A question written once finds what Django finds."""

import pytest

from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.written import Written
from guanxi.customers.factories import make_customer
from guanxi.customers.models import Customer
from guanxi.sales.factories import make_opportunity
from guanxi.sales.models import Opportunity
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db

OF_CUSTOMER = Written(
    lambda: Opportunity.objects.alive().select_related("customer__parent", "owner", "contact").order_by("-pk")[:2],
    "customer",
)


def test_records_and_what_is_joined_to_them_are_what_django_reads(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with acting_as_system("test"):
        owner = make_member("Ann")
        child, other = make_customer("Child", parent=make_customer("Parent")), make_customer("Other")
        made = [make_opportunity(child, name=str(one), owner=owner, amount="12.50") for one in range(3)]
        make_opportunity(other, name="other")
        for customer, wanted in ((child, [made[2], made[1]]), (other, None), (make_customer("None"), [])):
            with django_assert_num_queries(1):
                found = OF_CUSTOMER.of(customer.pk)
                told = [(one.customer, one.customer and one.customer.parent, one.owner, one.contact) for one in found]
            theirs = list(
                Opportunity.objects.alive()
                .filter(customer=customer)
                .select_related("customer__parent")
                .order_by("-pk")[:2]
            )
            assert found == theirs == (theirs if wanted is None else wanted)
            assert [vars(one).keys() - {"_state"} for one in found] == [vars(one).keys() - {"_state"} for one in theirs]
            assert [(one.amount, one.created_at) for one in found] == [(one.amount, one.created_at) for one in theirs]
            assert [one[0] for one in told] == [one.customer for one in theirs]
            assert OF_CUSTOMER.first_of(customer.pk) == next(iter(theirs), None)


def test_the_policy_decides_what_it_finds() -> None:
    with acting_as_system("test"):
        stranger = make_member("Stranger")
        customer = make_customer("Huawei")
        make_opportunity(customer)
    with acting_as(stranger.pk, through="test"):
        assert OF_CUSTOMER.of(customer.pk) == []


def test_what_is_no_whole_record_is_not_read_so() -> None:
    with pytest.raises(TypeError):
        Written(lambda: Customer.objects.prefetch_related("opportunities"), "pk").of(1)
    with pytest.raises(TypeError):
        Written(lambda: Customer.objects.values("pk"), "pk").of(1)
