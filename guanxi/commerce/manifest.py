"""What commerce plugs in: the kinds `product` and `order`, their menu items, the orders panel of a customer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.commerce import briefing, fields
from guanxi.commerce.actions import noted
from guanxi.commerce.actions import order as order_actions
from guanxi.commerce.actions import pricebook as pricebook_actions
from guanxi.commerce.actions import product as product_actions
from guanxi.commerce.events import ORDER_RECORDED
from guanxi.commerce.importing import register_targets
from guanxi.commerce.models import Order, PriceBook, Product
from guanxi.commerce.queries import order as order_queries
from guanxi.commerce.queries import pricebook as pricebook_queries
from guanxi.commerce.queries import product as product_queries
from guanxi.core import events, kinds, slots
from guanxi.staff import catalogue

kinds.register(
    kinds.Kind(
        name="product",
        model=Product,
        label=_("Product"),
        plural=_("Products"),
        icon="package",
        fields=fields.PRODUCT,
        url=kinds.record_url("product_record"),
        list_url=lambda: reverse("product_list"),
        title=lambda one: one.name,
        rows=product_queries.products,
        verbs=kinds.Verbs(
            create=product_actions.create_product,
            edit=product_actions.edit_product,
            delete=product_actions.delete_products,
            restore=product_actions.restore_products,
        ),
        default_sort="name",
    )
)
kinds.register(
    kinds.Kind(
        name="order",
        model=Order,
        label=_("Order"),
        plural=_("Orders"),
        icon="receipt",
        fields=fields.ORDER,
        url=kinds.record_url("order_record"),
        list_url=lambda: reverse("order_list"),
        title=lambda one: one.number,
        rows=order_queries.orders,
        verbs=kinds.Verbs(delete=order_actions.delete_orders, restore=order_actions.restore_orders),
        home="customer_id",
        default_sort="-ordered_at",
        key="o",
    )
)
kinds.register(
    kinds.Kind(
        name="pricebook",
        model=PriceBook,
        label=_("Price book"),
        plural=_("Price books"),
        icon="report-money",
        fields=fields.PRICEBOOK,
        url=kinds.record_url("pricebook_record"),
        list_url=lambda: reverse("pricebook_list"),
        title=lambda one: one.name,
        rows=pricebook_queries.pricebooks,
        verbs=kinds.Verbs(
            create=pricebook_actions.create_pricebook,
            edit=pricebook_actions.edit_pricebook,
            delete=pricebook_actions.delete_pricebooks,
            restore=pricebook_actions.restore_pricebooks,
        ),
    )
)
catalogue.offer(catalogue.GrantKind("pricebook", _("Price books"), ("see", "create", "edit", "delete", "export")))
catalogue.offer(catalogue.GrantKind("floor", _("Floor prices, costs and margins"), ("see", "edit")))
slots.add_menu(
    slots.MenuItem("orders", _("Orders"), "receipt", "order_list", needs="order.see", key="o", place=40, group="sell"),
    slots.MenuItem("products", _("Products"), "package", "product_list", needs="product.see", place=45, group="sell"),
    slots.MenuItem(
        "pricebooks", _("Price books"), "report-money", "pricebook_list", needs="pricebook.see", place=46, group="sell"
    ),
)
slots.add_panel(
    slots.Panel("customer", _("Orders"), lambda pk: reverse("order_panel", args=[pk]), needs="order.see", place=20)
)
slots.add_part(
    slots.Part("customer", _("Orders"), "commerce/briefing/orders.html", briefing.orders, needs="order.see", place=50)
)

register_targets()
events.subscribe(ORDER_RECORDED, noted.note_orders)
