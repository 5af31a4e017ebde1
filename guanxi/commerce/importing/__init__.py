"""Products and orders from files: the targets of this package."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.commerce import fields
from guanxi.commerce.actions.order import delete_orders
from guanxi.commerce.actions.product import delete_products
from guanxi.commerce.importing.orders import load_orders
from guanxi.commerce.importing.products import load_products
from guanxi.commerce.models import Order
from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.core.kinds import Field, Type
from guanxi.customers.events import UNDONE
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, TargetField, register

LENGTHS = {"code": 60, "name": 200, "series": 80, "currency": 3, "number": 60, "country": 80}
STATUS = (
    ("placed", ("placed", "Placed", "Completed", "Paid", "已下单", "已完成", "正常")),
    ("cancelled", ("cancelled", "Cancelled", "Canceled", "Returned", "已取消", "取消", "退货")),
)


def _of(kind: tuple[Field, ...], name: str, *, required: bool = False) -> TargetField:
    one = next(one for one in kind if one.name == name)
    choices = STATUS if name == "status" else ()
    loose = name in ("series", "price")
    length = LENGTHS.get(name)
    return TargetField(
        name, one.label, one.type, one.aliases, required, max_length=length, choices=choices, loose=loose
    )


PRODUCT_FIELDS = tuple(
    _of(fields.PRODUCT, name, required=name == "name") for name in ("name", "code", "series", "price", "currency")
)
ORDER_FIELDS = (
    _of(fields.ORDER, "number", required=True),
    _of(fields.ORDER, "ordered_at", required=True),
    _of(fields.ORDER, "status"),
    TargetField("code", _("Product code"), aliases=("StockCode", "Stock code", "SKU", "Product code", "产品编码", "商品编码", "货号"), max_length=60),
    TargetField("description", _("Description"), aliases=("Description", "Product", "Product name", "Item", "产品名称", "商品名称", "品名"), max_length=300),
    TargetField("quantity", _("Quantity"), Type.DECIMAL, ("Quantity", "Qty", "Units", "数量"), required=True),
    TargetField("price", _("Unit price"), Type.MONEY, ("UnitPrice", "Unit price", "Price", "单价", "价格"), required=True),
    _of(fields.PRODUCT, "currency"),
    TargetField("reference", _("Customer number"), aliases=("CustomerID", "Customer ID", "Customer number", "客户编号", "客户代码"), max_length=80),
    TargetField("customer", _("Customer's name"), aliases=("Customer", "Customer name", "Account", "客户", "客户名称", "公司名称"), max_length=200),
    _of(fields.ORDER, "country"),
)  # fmt: skip


def _orders_removed(ids: list[int], import_id: int, *, actor: Actor, at: datetime) -> None:
    """Say on the timelines of their customers that the orders told there were taken back."""
    homes = Order.objects.filter(pk__in=ids, customer__deleted_at=None)
    emit(
        Event(UNDONE, list(homes.values_list("customer_id", flat=True).distinct()), actor, at, {"import_id": import_id})
    )


MADE_PRODUCTS = Made(
    "commerce_product", "product", title="r.name", remove=delete_products,
    changed=f"""exists (select from core_change h where h.kind = 'product' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})
             or exists (select from commerce_line l where l.product_id = r.id and l.import_id is distinct from %(import)s)""",  # noqa: S608 - constants
)  # fmt: skip
MADE_ORDERS = Made(
    "commerce_order", "order", title="r.number", remove=delete_orders, removed=_orders_removed,
    changed=f"exists (select from core_change h where h.kind = 'order' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip


def register_targets() -> None:
    """Called by the manifest."""
    from guanxi.customers.importing.loaders import MADE as CUSTOMERS

    register(
        Target(
            name="product", label=_("Products"), icon="package", needs="product.create", load=load_products,
            fields=PRODUCT_FIELDS, keys=(Key("code", _("Code")), Key("name", _("Product name"))), made=(MADE_PRODUCTS,),
            list_url=lambda import_id: f"{reverse('product_list')}?f=import_id:is:{import_id}", place=40,
            help=_("One product a row, with code and list price."),
        )
    )  # fmt: skip
    register(
        Target(
            name="order", label=_("Orders with their lines"), icon="receipt", needs="order.create", load=load_orders,
            fields=ORDER_FIELDS, keys=(Key("number", _("Order number")),), modes=("skip",), together="number",
            known=_("Orders that are known already are left as they are, with their lines. The dry run counts them as skipped."),
            links=(("customer", _("Customers that are not known yet")), ("product", _("Products that are not known yet"))),
            made=(MADE_ORDERS, *CUSTOMERS, MADE_PRODUCTS), owned=True,
            list_url=lambda import_id: f"{reverse('order_list')}?f=import_id:is:{import_id}", place=50,
            help=_("One order line a row; lines of an order stand below each other."),
        )
    )  # fmt: skip
