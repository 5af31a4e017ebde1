"""Products and orders from files: the targets of this package."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.commerce import fields
from guanxi.commerce.actions.order import delete_orders
from guanxi.commerce.actions.part import remove_parts
from guanxi.commerce.actions.pricebook import delete_pricebooks, remove_floors, remove_prices, remove_rates
from guanxi.commerce.actions.product import delete_products
from guanxi.commerce.importing.orders import load_orders
from guanxi.commerce.importing.parts import load_parts
from guanxi.commerce.importing.prices import load_prices, load_rates
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
             or exists (select from commerce_line l where l.product_id = r.id and l.import_id is distinct from %(import)s)
             or exists (select from commerce_part k where r.id in (k.bundle_id, k.product_id))""",  # noqa: S608 - constants
)  # fmt: skip
MADE_ORDERS = Made(
    "commerce_order", "order", title="r.number", remove=delete_orders, removed=_orders_removed,
    changed=f"exists (select from core_change h where h.kind = 'order' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip


PRICE_FIELDS = (
    TargetField("book", _("Price book"), aliases=("Price book", "Price list", "价格表", "价目表", "价格表名称"), required=True, max_length=120),
    TargetField("product", _("Product"), aliases=("Product", "Product name", "Product code", "Code", "SKU", "Item", "产品", "产品名称", "产品编码", "货号"), required=True, max_length=200),
    TargetField("price", _("Unit price"), Type.MONEY, ("Price", "Unit price", "Sales price", "List price", "单价", "价格", "售价"), required=True),
    TargetField("floor", _("Floor price"), Type.MONEY, ("Floor", "Floor price", "Minimum price", "底价", "最低价", "最低限价")),
    TargetField("cost", _("Cost"), Type.MONEY, ("Cost", "Unit cost", "Cost price", "成本", "成本价", "单位成本")),
    TargetField("from_quantity", _("From quantity"), Type.DECIMAL, ("From quantity", "Quantity", "Minimum quantity", "起订量", "起始数量", "数量")),
    TargetField("currency", _("Currency"), aliases=("Currency", "币种", "货币"), max_length=3),
    TargetField("tier", _("For whom"), aliases=("For whom", "Tier", "适用客户", "客户等级"), max_length=80),
    TargetField("tags", _("Customer tags"), Type.TAGS, ("Customer tags", "Member tags", "客户标签", "适用标签"), many=True),
    TargetField("valid_from", _("Valid from"), Type.DATE, ("Valid from", "From", "生效日期", "有效期起")),
    TargetField("valid_until", _("Valid until"), Type.DATE, ("Valid until", "Until", "失效日期", "有效期止")),
    TargetField("tax_rate", _("Tax rate, %"), Type.DECIMAL, ("Tax rate", "VAT", "税率")),
)  # fmt: skip
PART_FIELDS = (
    TargetField("bundle", _("Bundle"), aliases=("Bundle", "Set", "Kit", "套餐", "组合", "组合产品"), required=True, max_length=200),
    TargetField("product", _("Product"), aliases=("Part", "Component", "Product", "Product code", "部件", "产品", "产品编码", "包含产品"), required=True, max_length=200),
    TargetField("quantity", _("Quantity"), Type.DECIMAL, ("Quantity", "Qty", "数量")),
)  # fmt: skip
RATE_FIELDS = (
    TargetField("currency", _("Currency"), aliases=("Currency", "Code", "Currency code", "币种", "货币", "货币代码"), required=True, max_length=3),
    TargetField("on", _("From day"), Type.DATE, ("Date", "Day", "From", "日期", "生效日期"), required=True),
    TargetField("rate", _("Rate"), Type.DECIMAL, ("Rate", "Exchange rate", "Value", "汇率", "中间价"), required=True),
)  # fmt: skip


def _by_import(kind: str) -> str:
    """What the import wrote of a table without a column for it; the history knows."""
    return (
        f"exists (select from core_change m where m.kind = '{kind}' and m.record_id = r.id and m.operation = 'I'"
        " and m.through = 'import' and m.through_id = %(import)s::text)"
    )


def _touched(kind: str) -> str:
    return f"exists (select from core_change h where h.kind = '{kind}' and h.record_id = r.id and h.operation <> 'D' and {BY_OTHERS})"


# A floor goes with a price that the import made, and stays where that one stays.
MADE_FLOORS = Made(
    "commerce_floor", "floor", made_by=f"{_by_import('floor')} and not {_by_import('price')}", alive="true", changed=_touched("floor"),
    remove=remove_floors, title="(select p.name from commerce_price f join commerce_product p on p.id = f.product_id where f.id = r.id)",
)  # fmt: skip
MADE_PRICES = Made(
    "commerce_price", "price", made_by=_by_import("price"), alive="true", changed=f"{_touched('price')} or {_touched('floor')}", remove=remove_prices,
    title="(select p.name from commerce_product p where p.id = r.product_id)",
)  # fmt: skip
MADE_BOOKS = Made(
    "commerce_pricebook", "pricebook", title="r.name", remove=delete_pricebooks,
    changed=f"{_touched('pricebook')} or exists (select from commerce_price p where p.book_id = r.id)",
)  # fmt: skip
MADE_PARTS = Made(
    "commerce_part", "part", made_by=_by_import("part"), alive="true", changed=_touched("part"), remove=remove_parts,
    title="(select p.name from commerce_product p where p.id = r.product_id)",
)  # fmt: skip
MADE_RATES = Made(
    "commerce_rate", "rate", made_by=_by_import("rate"), alive="true", changed=_touched("rate"), remove=remove_rates,
    title="r.currency || ' ' || r.on",
)  # fmt: skip


def _register_prices() -> None:
    register(
        Target(
            name="price", label=_("Price books"), icon="report-money", needs="pricebook.edit", load=load_prices,
            fields=PRICE_FIELDS, keys=(Key("product", _("Book, product and quantity")),), modes=("overwrite", "skip"),
            links=(("pricebook", _("Price books that are not known yet")),), made=(MADE_FLOORS, MADE_PRICES, MADE_BOOKS),
            undo_help=_("Prices that it brought go, those that it changed get their old value back, and books that it made go into the recycle bin. What somebody has changed since, and a book that has other prices or quotes, stays and is listed."),
            list_url=lambda _import_id: reverse("pricebook_list"), place=45,
            help=_("One price a row: the book, the product by name or code, the price of one, perhaps from a quantity on; floor and cost for whoever keeps them."),
        )
    )  # fmt: skip
    register(
        Target(
            name="part", label=_("Parts of bundles"), icon="package", needs="product.edit", load=load_parts,
            fields=PART_FIELDS, keys=(Key("product", _("Bundle and product")),), modes=("overwrite", "skip"), made=(MADE_PARTS,),
            undo_help=_("Parts that it brought go, and those that it changed get their old quantity back, unless somebody has changed them since."),
            list_url=lambda _import_id: reverse("product_list"), place=42,
            help=_("One part a row: the bundle and the product in it, each by name or code, and how many."),
        )
    )  # fmt: skip
    register(
        Target(
            name="rate", label=_("Rates of exchange"), icon="coin", needs="pricebook.edit", load=load_rates,
            fields=RATE_FIELDS, keys=(Key("currency", _("Currency and day")),), modes=("overwrite", "skip"), made=(MADE_RATES,),
            undo_help=_("Rates that it brought go, and those that it changed get their old value back, unless somebody has changed them since."),
            list_url=lambda _import_id: reverse("rate_list"), place=46,
            help=_("One rate a row: the currency, the day, and what one unit is worth in the company's own currency."),
        )
    )  # fmt: skip


def register_targets() -> None:
    """Called by the manifest."""
    from guanxi.customers.importing.loaders import MADE as CUSTOMERS

    _register_prices()
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
