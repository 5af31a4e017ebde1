"""The fields of products and orders, each described once."""

from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Order, Tax
from guanxi.core.kinds import Field, Type

PRODUCT = (
    Field(
        "name", _("Product name"), sort="name_sort", required=True, editable=True, listed=True,
        aliases=("产品名称", "商品名称", "品名", "产品", "product", "product name", "item", "description"),
    ),
    Field(
        "code", _("Code"), required=True, editable=True, listed=True,
        aliases=("产品编码", "产品编号", "商品编码", "货号", "料号", "code", "sku", "stock code", "stockcode", "product code", "item number"),
    ),
    Field("series", _("Series"), editable=True, listed=True, aliases=("系列", "产品系列", "产品线", "类别", "series", "category", "product line")),
    Field(
        "price", _("List price"), Type.MONEY, currency="currency", minor="price_minor", sort="price_minor", editable=True, listed=True,
        aliases=("单价", "价格", "标准价", "售价", "price", "list price", "sales price", "unit price"),
    ),
    Field("currency", _("Currency"), editable=True, aliases=("币种", "货币", "currency")),
    Field("parts_discount", _("Discount on its parts, %"), Type.DECIMAL, editable=True, unit="%", help=_("Of a bundle without a price of its own.")),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at", listed=True),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

ORDER = (
    Field("number", _("Order number"), listed=True, aliases=("订单号", "订单编号", "单号", "发票号", "order number", "order no", "invoice", "invoice no", "invoiceno")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", listed=True, aliases=("客户", "客户编号", "customer", "customer id", "customerid")),
    Field("ordered_at", _("Ordered"), Type.DATETIME, sort="ordered_at", listed=True, aliases=("下单时间", "订单日期", "日期", "order date", "date", "invoice date", "invoicedate")),
    Field(
        "status", _("Status"), Type.CHOICE, listed=True, choices=tuple((value, label) for value, label in Order.Status.choices),
        tones={"placed": "ok", "cancelled": "bad"}, aliases=("状态", "订单状态", "status"),
    ),
    Field("total", _("Total"), Type.MONEY, currency="currency", minor="total_minor", sort="total_minor", listed=True, aliases=("金额", "总金额", "合计", "total", "amount")),
    Field("currency", _("Currency"), aliases=("币种", "货币", "currency")),
    Field("line_count", _("Lines"), Type.INTEGER, listed=True),
    Field("country", _("Country"), listed=True, aliases=("国家", "country")),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

PRICEBOOK = (
    Field("name", _("Price book"), required=True, editable=True, listed=True, aliases=("价格表", "价格表名称", "price book", "price list")),
    Field("currency", _("Currency"), required=True, editable=True, listed=True),
    Field("tier", _("For whom"), editable=True, listed=True, help=_("The customers it is meant for, such as dealers.")),
    Field("tags", _("Customer tags"), Type.TAGS, editable=True, listed=True, help=_("Member prices: the book holds only for customers who have one of these tags. Empty: for all.")),
    Field("valid_from", _("Valid from"), Type.DATE, required=True, editable=True, listed=True),
    Field("valid_until", _("Valid until"), Type.DATE, editable=True, listed=True),
    Field("tax", _("Tax"), Type.CHOICE, editable=True, listed=True, choices=tuple((value, label) for value, label in Tax.choices)),
    Field("tax_rate", _("Tax rate, %"), Type.DECIMAL, editable=True, listed=True, unit="%", zero=_("No tax")),
    Field("is_active", _("In use"), Type.BOOLEAN, editable=True, listed=True),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
)  # fmt: skip
