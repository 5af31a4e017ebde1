"""What analytics plugs in: the page of value, its panel on a customer's page, columns of his list, the work that reckons."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.analytics import fields
from guanxi.analytics.actions import fill as filling
from guanxi.analytics.actions import reckon
from guanxi.analytics.queries.listed import fill
from guanxi.core import holdings, kinds, slots, work

kinds.extend("customer", *fields.CUSTOMER, fill=fill)
slots.add_menu(slots.MenuItem("value", _("Customer value"), "coin", "value", needs="fact.see", place=42))
slots.add_menu(slots.MenuItem("explorer", _("Explorer"), "chart-bar", "explorer", needs="fact.see", place=43))
slots.add_panel(
    slots.Panel(
        "customer",
        _("Customer value"),
        lambda pk: reverse("customer_value_panel", args=[pk]),
        needs="fact.see",
        place=19,
    )
)
work.register(work.WorkKind(reckon.NAME, reckon.step, reckon.ended, lock=lambda _job: reckon.NAME, apart=True))
work.register(work.WorkKind(filling.NAME, filling.step, filling.ended, lock=lambda _job: filling.NAME, apart=True))
holdings.stays(analytics_counter__member_id="who supposed it", analytics_pin__member_id="what he keeps in sight")
