"""The kind `accountplan`: its fields, once for lists, filters, inline edit, export, API and history."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Field, Kind, Type, Verbs, record_url
from guanxi.sales.actions import plan as actions
from guanxi.sales.models import AccountPlan
from guanxi.sales.queries.plan import plans

LINES = _("One point per line.")
FIELDS = (
    Field("name", _("Name of the plan"), required=True, editable=True, listed=True),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True, listed=True),
    Field("next_review_on", _("Next review"), Type.DATE, sort="next_review_on", editable=True, listed=True),
    Field("goals", _("Goals"), Type.LONGTEXT, filterable=False, editable=True, listed=True, help=LINES),
    Field("strengths", _("Strengths"), Type.LONGTEXT, filterable=False, editable=True, help=LINES),
    Field("weaknesses", _("Weaknesses"), Type.LONGTEXT, filterable=False, editable=True, help=LINES),
    Field("chances", pgettext_lazy("swot", "Opportunities"), Type.LONGTEXT, filterable=False, editable=True, help=LINES),
    Field("threats", _("Threats"), Type.LONGTEXT, filterable=False, editable=True, help=LINES),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
)  # fmt: skip

ACCOUNTPLAN = Kind(
    name="accountplan",
    model=AccountPlan,
    label=_("Account plan"),
    plural=_("Account plans"),
    icon="map",
    fields=FIELDS,
    url=record_url("accountplan_record"),
    list_url=lambda: reverse("accountplan_list"),
    title=lambda one: one.name,
    rows=plans,
    verbs=Verbs(
        create=actions.create_plan,
        edit=actions.edit_plan,
        delete=actions.delete_plans,
        restore=actions.restore_plans,
    ),
    home="customer_id",
    default_sort="next_review_on",
    presets=((_("Review in 30 days"), "f=next_review_on:next:30"),),
)
