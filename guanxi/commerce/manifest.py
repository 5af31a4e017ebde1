"""What commerce plugs in: the kinds `product` and `order`, their menu items, the orders panel of a customer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.commerce import briefing, fields
from guanxi.commerce.actions import noted
from guanxi.commerce.actions import order as order_actions
from guanxi.commerce.actions import product as product_actions
from guanxi.commerce.events import ORDER_RECORDED
from guanxi.commerce.importing import register_targets
from guanxi.commerce.models import Order, Product
from guanxi.commerce.queries import order as order_queries
from guanxi.commerce.queries import product as product_queries
from guanxi.core import events, kinds, slots

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
slots.add_menu(
    slots.MenuItem("orders", _("Orders"), "receipt", "order_list", needs="order.see", key="o", place=40),
    slots.MenuItem("products", _("Products"), "package", "product_list", needs="product.see", place=45),
)
slots.add_panel(
    slots.Panel("customer", _("Orders"), lambda pk: reverse("order_panel", args=[pk]), needs="order.see", place=20)
)
slots.add_part(
    slots.Part("customer", _("Orders"), "commerce/briefing/orders.html", briefing.orders, needs="order.see", place=50)
)

register_targets()
events.subscribe(ORDER_RECORDED, noted.note_orders)
