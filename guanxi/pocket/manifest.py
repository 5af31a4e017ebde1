"""What the pocket plugs in: its page, the panel that takes a customer along, and its part of every page's frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings, slots

slots.add_menu(slots.MenuItem("pocket", _("On the road"), "device-mobile", "pocket", needs="customer.see", place=48))
slots.add_panel(
    slots.Panel(
        "customer", _("On the road"), lambda pk: reverse("pocket_panel", args=[pk]), needs="customer.see", place=60
    )
)
slots.add_to_frame("head", "pocket/parts/head.html")
slots.add_to_frame("bar", "pocket/parts/bar.html")
holdings.stays(
    pocket_taken__member_id="what this very member takes along; whoever follows takes what he visits",
    pocket_arrival__member_id="who wrote it",
)
