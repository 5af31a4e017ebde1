"""What sales plugs in: the kind `opportunity`, its rights, menu, panel, timeline entry and import target."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import events, holdings, kinds, search, slots
from guanxi.intake.targets import add_touch
from guanxi.sales import briefing, fields, wording
from guanxi.sales.actions import noted
from guanxi.sales.actions import opportunity as actions
from guanxi.sales.events import MOVED
from guanxi.sales.importing import OPPORTUNITY_SINCE, register_targets
from guanxi.sales.models import Opportunity
from guanxi.sales.queries.opportunity import fill_products, opportunities
from guanxi.staff import catalogue

kinds.register(
    kinds.Kind(
        name="opportunity",
        model=Opportunity,
        label=_("Opportunity"),
        plural=_("Opportunities"),
        icon="target",
        fields=fields.OPPORTUNITY,
        url=kinds.record_url("opportunity_record"),
        list_url=lambda: reverse("opportunity_list"),
        title=lambda one: one.name,
        rows=opportunities,
        search=lambda text, actor: search.hits("opportunity", text, actor),
        verbs=kinds.Verbs(
            create=actions.create_opportunity,
            edit=actions.edit_opportunity,
            assign=actions.assign_opportunities,
            delete=actions.delete_opportunities,
            restore=actions.restore_opportunities,
        ),
        owned=True,
        home="customer_id",
        default_sort="-created_at",
        fill=fill_products,
        key="p",
        presets=(
            (pgettext_lazy("opportunity", "Open"), "f=state:any:open&sort=expected_on"),
            (_("My open opportunities"), "f=owner:me;state:any:open&sort=expected_on"),
            (pgettext_lazy("opportunity", "Won"), "f=state:any:won"),
            (pgettext_lazy("opportunity", "Lost"), "f=state:any:lost"),
        ),
    )
)
VERBS = ("see", "create", "edit", "delete", "export", "assign", "administer")
catalogue.offer(catalogue.GrantKind("opportunity", _("Opportunities"), VERBS, owned=True))
slots.add_menu(
    slots.MenuItem(
        "opportunities", _("Opportunities"), "target", "opportunity_board", needs="opportunity.see", key="p", place=35
    )
)
slots.add_panel(
    slots.Panel(
        "customer",
        _("Opportunities"),
        lambda pk: reverse("opportunity_panel", args=[pk]),
        needs="opportunity.see",
        place=15,
    )
)
slots.add_part(
    slots.Part(
        "customer",
        _("Open opportunities"),
        "sales/briefing/opportunities.html",
        briefing.opportunities,
        needs="opportunity.see",
        place=40,
    ),
    slots.Part(
        "customer",
        _("Prices offered"),
        "sales/briefing/offered.html",
        briefing.offered,
        needs="opportunity.see",
        place=45,
    ),
)
slots.add_entry_kind(slots.EntryKind("opportunity", _("Opportunity"), "target", sentence=wording.say_opportunity))

register_targets()
add_touch("customer", OPPORTUNITY_SINCE)
events.subscribe(MOVED, noted.note_moves)
holdings.stays(sales_move__member_id="who moved the opportunity")
