"""What analytics plugs in: the pages of value and chances, their panels and columns, the work that reckons and foresees."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.analytics import fields
from guanxi.analytics.actions import fill as filling
from guanxi.analytics.actions import foresee, reckon, survey
from guanxi.analytics.queries.chance import fill_leads
from guanxi.analytics.queries.listed import fill
from guanxi.core import holdings, kinds, slots, work

kinds.extend(
    "customer",
    *fields.CUSTOMER,
    *fields.LEAVING,
    *fields.DIMENSIONS,
    *fields.INTEREST,
    *fields.NEXT,
    *fields.PEOPLE,
    fill=fill,
)
kinds.extend("lead", *fields.LEAD, fill=fill_leads)
slots.add_menu(
    slots.MenuItem(
        "value", _("Customer value"), "coin", "value", needs="fact.see", place=42, group="know", area="/analytics/"
    ),
    slots.MenuItem(
        "chances",
        _("Chances"),
        "trending-up",
        "chances",
        needs="fact.see",
        place=43,
        group="know",
        area="/analytics/leads/",
    ),
    slots.MenuItem("explorer", _("Explorer"), "chart-bar", "explorer", needs="fact.see", place=44, group="know"),
)
slots.add_panel(
    slots.Panel(
        "customer", _("Risk of leaving"), lambda pk: reverse("leaving_panel", args=[pk]), needs="fact.see", place=20
    )
)
slots.add_panel(
    slots.Panel(
        "lead", _("Chance to convert"), lambda pk: reverse("lead_chance_panel", args=[pk]), needs="fact.see", place=10
    )
)
slots.add_panel(slots.Panel("day", _("Next steps"), lambda _me: reverse("steps_day"), needs="fact.see", place=12))
slots.add_panel(slots.Panel("day", _("Leads worth most"), lambda _me: reverse("leads_day"), needs="fact.see", place=15))
slots.add_panel(
    slots.Panel(
        "customer",
        _("Customer value"),
        lambda pk: reverse("customer_value_panel", args=[pk]),
        needs="fact.see",
        place=19,
    )
)
slots.add_panel(
    slots.Panel(
        "customer", _("What to do next"), lambda pk: reverse("step_panel", args=[pk]), needs="fact.see", place=5
    )
)
slots.add_panel(
    slots.Panel("customer", _("Likely next"), lambda pk: reverse("likely_panel", args=[pk]), needs="fact.see", place=18)
)
slots.add_panel(
    slots.Panel(
        "product", _("Bought together"), lambda pk: reverse("companions_panel", args=[pk]), needs="fact.see", place=10
    )
)
work.register(
    work.WorkKind(foresee.NAME, foresee.step, foresee.ended, lock=lambda _job: reckon.NAME, apart=True),
)
work.register(work.WorkKind(reckon.NAME, reckon.step, reckon.ended, lock=lambda _job: reckon.NAME, apart=True))
work.register(work.WorkKind(survey.NAME, survey.step, survey.ended, lock=lambda _job: reckon.NAME, apart=True))
work.register(work.WorkKind(filling.NAME, filling.step, filling.ended, lock=lambda _job: filling.NAME, apart=True))
holdings.stays(
    analytics_answer__member_id="who answered",
    analytics_counter__member_id="who supposed it",
    analytics_leftout__member_id="who left it out",
)
