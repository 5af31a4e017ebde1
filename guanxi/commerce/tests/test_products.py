"""Products: made, changed, binned; a code is given once."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from guanxi.commerce.actions.product import CodeTaken, create_product, delete_products, edit_product, restore_products
from guanxi.commerce.models import Product
from guanxi.core.actor import acting_as, acting_as_system
from guanxi.core.refused import NotAllowed, Refused
from guanxi.staff.factories import make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def seller():
    with acting_as_system("test"):
        return make_member(scope="own")


def test_a_product_is_made_and_changed(seller) -> None:
    with acting_as(seller.pk, through="page") as actor:
        product = create_product({"name": " 激光切割机 ", "code": "L1", "price": Decimal(10)}, actor=actor, at=AT)
        assert (product.name, product.name_sort) == ("激光切割机", "ji guang qie ge ji ")
        changed = edit_product(product, {"price": Decimal(12)}, actor=actor, at=AT)
        assert (changed.price, changed.name) == (Decimal(12), "激光切割机")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "", "code": "x"}, "name"),
        ({"name": "x", "code": " "}, "code"),
        ({"name": "x", "code": "y", "price": -1}, "price"),
    ],
)
def test_a_product_without_name_or_code_is_refused_at_the_field(seller, values, field) -> None:
    with acting_as(seller.pk, through="page") as actor, pytest.raises(Refused) as refused:
        create_product(values, actor=actor, at=AT)
    assert refused.value.field == field


def test_a_code_is_free_again_when_its_product_lies_in_the_bin(seller) -> None:
    with acting_as(seller.pk, through="page") as actor:
        first = create_product({"name": "a", "code": "X"}, actor=actor, at=AT)
        with pytest.raises(CodeTaken):
            create_product({"name": "b", "code": "X"}, actor=actor, at=AT)
        assert delete_products([first.pk], actor=actor, at=AT) == 1
        create_product({"name": "b", "code": "X"}, actor=actor, at=AT)
        with pytest.raises(CodeTaken):
            restore_products([first.pk], actor=actor, at=AT)
        assert list(Product.objects.alive().values_list("name", flat=True)) == ["b"]


def test_whoever_may_not_edit_products_is_told_so() -> None:
    with acting_as_system("test"):
        reader = make_member(scope=None)
    with acting_as(reader.pk, through="page") as actor, pytest.raises(NotAllowed):
        create_product({"name": "a", "code": "X"}, actor=actor, at=AT)
