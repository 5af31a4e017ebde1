"""What dashboards plug in: a tab beside my day, where roles begin, and the button that keeps a question of the explorer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import holdings, slots
from guanxi.dashboards.queries.dashboard import home


def _start(actor: Any) -> str:
    found = home(actor) if actor.may("see", "fact") else None
    return reverse("dashboard", args=[found.pk]) if found else ""


slots.add_tab(slots.Tab("day", "dashboard", _("Dashboard"), "dashboards", needs="fact.see", place=20))
slots.add_start(_start)
slots.add_panel(
    slots.Panel("explorer", pgettext_lazy("explorer", "Pin"), lambda _pk: reverse("dashboard_pin"), needs="fact.see")
)
holdings.stays(
    dashboards_schedule__member_id="who set up what is sent",
    dashboards_sending__member_id="who was sent it",
    dashboards_stop__member_id="who wants no more of it",
    dashboards_dashboard__member_id="what he keeps in sight",
    dashboards_kept__member_id="what he was answered, kept to be shown at once",
)
