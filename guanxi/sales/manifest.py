"""What sales plugs in: the kinds `opportunity`, `lead`, `accountplan` and `quote`, their rights, menu, panels, timeline entries and import targets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import events, kinds, search, slots
from guanxi.intake.targets import add_touch
from guanxi.sales import briefing, fields, wording
from guanxi.sales.actions import leadnoted, noted
from guanxi.sales.actions import opportunity as actions
from guanxi.sales.actions import quote as quote_actions
from guanxi.sales.approving import register_documents
from guanxi.sales.events import ARRIVED, ENDED, MOVED, QUOTE_TURNED
from guanxi.sales.holding import register_holdings
from guanxi.sales.importing import OPPORTUNITY_SINCE, register_targets
from guanxi.sales.lead_importing import LEAD_SINCE, register_lead_targets
from guanxi.sales.lead_kind import LEAD
from guanxi.sales.models import Opportunity, Quote
from guanxi.sales.plan_kind import ACCOUNTPLAN
from guanxi.sales.queries.opportunity import fill_products, opportunities
from guanxi.sales.queries.quote import quotes
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
        teaches=_(
            "An opportunity is something a customer may buy, with its stage, its amount and the next step. Make the first one, or import your pipeline from a file."
        ),
        presets=(
            (pgettext_lazy("opportunity", "Open"), "f=state:any:open&sort=expected_on"),
            (_("My open opportunities"), "f=owner:me;state:any:open&sort=expected_on"),
            (pgettext_lazy("opportunity", "Won"), "f=state:any:won"),
            (pgettext_lazy("opportunity", "Lost"), "f=state:any:lost"),
        ),
    )
)
kinds.register(LEAD)
kinds.register(ACCOUNTPLAN)
kinds.register(
    kinds.Kind(
        name="quote",
        model=Quote,
        label=_("Quote"),
        plural=_("Quotes"),
        icon="file-text",
        fields=fields.QUOTE,
        url=kinds.record_url("quote_record"),
        list_url=lambda: reverse("quote_list"),
        title=lambda one: one.number,
        rows=quotes,
        search=lambda text, actor: search.hits("quote", text, actor),
        verbs=kinds.Verbs(
            create=quote_actions.create_quote,
            edit=quote_actions.edit_quote,
            assign=quote_actions.assign_quotes,
            delete=quote_actions.delete_quotes,
            restore=quote_actions.restore_quotes,
        ),
        owned=True,
        home="customer_id",
        teaches=_(
            "A quote offers a customer prices until a day; he reads and accepts it on a page of his own. Begin one here, or on the page of an opportunity."
        ),
        presets=(
            (pgettext_lazy("quotes", "Open"), "f=state:any:draft,sent"),
            (_("My drafts"), "f=owner:me;state:any:draft"),
            (_("Awaiting an answer"), "f=state:any:sent&sort=valid_until"),
            (pgettext_lazy("quotes", "Expired"), "f=state:any:expired&sort=-valid_until"),
        ),
    )
)
VERBS = ("see", "create", "edit", "delete", "export", "assign", "administer")
catalogue.offer(catalogue.GrantKind("opportunity", _("Opportunities"), VERBS, owned=True))
catalogue.offer(catalogue.GrantKind("lead", _("Leads"), VERBS, owned=True))
catalogue.offer(catalogue.GrantKind("quote", _("Quotes"), VERBS[:-1], owned=True))
catalogue.offer(catalogue.GrantKind("accountplan", _("Account plans"), ("see", "create", "edit", "delete", "export")))
slots.add_menu(
    slots.MenuItem(
        "accountplans", _("Account plans"), "map", "accountplan_list", needs="accountplan.see", place=39, group="sell"
    ),
    slots.MenuItem("leads", _("Leads"), "inbox", "lead_list", needs="lead.see", key="l", place=34, group="sell"),
    slots.MenuItem(
        "opportunities",
        _("Opportunities"),
        "target",
        "opportunity_board",
        needs="opportunity.see",
        key="p",
        place=35,
        group="sell",
        area="/sales/",
    ),
    slots.MenuItem("quotes", _("Quotes"), "file-text", "quote_list", needs="quote.see", place=37, group="sell"),
)
slots.add_panel(
    slots.Panel("customer", _("Quotes"), lambda pk: reverse("quote_panel", args=[pk]), needs="quote.see", place=17)
)
slots.add_entry_kind(slots.EntryKind("quote", _("Quote"), "file-text", sentence=wording.say_quote))
slots.add_panel(
    slots.Panel(
        "customer",
        _("Opportunities"),
        lambda pk: reverse("opportunity_panel", args=[pk]),
        needs="opportunity.see",
        place=15,
    )
)
slots.add_panel(
    slots.Panel(
        "customer",
        _("Who decides"),
        lambda pk: reverse("customer_map_panel", args=[pk]),
        needs="contact.see",
        place=13,
    )
)
slots.add_panel(
    slots.Panel(
        "day",
        _("Next steps with opportunities"),
        lambda _me: reverse("opportunity_day"),
        needs="opportunity.see",
        place=10,
    )
)
slots.add_panel(
    slots.Panel("day", _("Quotes awaiting an answer"), lambda _me: reverse("quote_day"), needs="quote.see", place=20)
)
slots.add_part(
    slots.Part(
        "customer",
        _("Who decides"),
        "sales/briefing/people.html",
        briefing.people,
        needs="opportunity.see",
        place=25,
    ),
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
slots.add_panel(
    slots.Panel(
        "customer",
        _("Account plan"),
        lambda pk: reverse("accountplan_panel", args=[pk]),
        needs="accountplan.see",
        place=14,
    )
)
slots.add_panel(
    slots.Panel("customer", _("Leads"), lambda pk: reverse("lead_panel", args=[pk]), needs="lead.see", place=16)
)
slots.add_entry_kind(
    slots.EntryKind("opportunity", _("Opportunity"), "target", sentence=wording.say_opportunity),
    slots.EntryKind("lead", pgettext_lazy("kind", "Lead"), "inbox", sentence=wording.say_lead),
)

register_documents()
register_targets()
register_lead_targets()
add_touch("customer", OPPORTUNITY_SINCE)
add_touch("customer", LEAD_SINCE)
add_touch("pricebook", "exists (select from sales_quote q where q.book_id = r.id)")
events.subscribe(MOVED, noted.note_moves)
events.subscribe(QUOTE_TURNED, noted.note_quotes)
events.subscribe(ARRIVED, leadnoted.note_arrivals)
events.subscribe(ENDED, leadnoted.note_ends)
register_holdings()
