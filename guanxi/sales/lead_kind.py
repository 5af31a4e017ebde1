"""The kind `lead`: its fields, once for lists, filters, inline edit, export, API and history."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import search
from guanxi.core.kinds import Field, Kind, Type, Verbs, record_url
from guanxi.sales.actions import lead as actions
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE, POOLED, Reason, State
from guanxi.sales.queries.lead import fill, leads

RESPONSES = (
    ("late", pgettext_lazy("first response", "Late")),
    ("due", pgettext_lazy("first response", "Due")),
    ("given", pgettext_lazy("first response", "Given")),
)
LIES = (("pool", _("In the pool")), ("waits", _("Comes back later")))
WAITS = Q(responded_at=None, state__in=LIVE)
NOBODYS = Q(owner=None, state__in=POOLED)
FIELDS = (
    Field("name", _("Interest"), editable=True, listed=True, aliases=("线索", "线索名称", "需求", "意向", "lead", "interest", "subject")),
    Field("who", pgettext_lazy("lead", "Who"), filled=True, filterable=False, listed=True),
    Field("response", _("First response"), Type.CHOICE, listed=True, choices=RESPONSES, tones={"late": "bad", "given": "ok"}, implied=dict.fromkeys(("late", "due"), WAITS)),
    Field("due_at", _("Response due"), Type.DATETIME, sort="due_at", editable=True, listed=True),
    Field("state", _("State"), Type.CHOICE, listed=True, choices=tuple((value, label) for value, label in State.choices), tones={"converted": "ok"}, aliases=("状态", "线索状态", "status", "lead status")),
    Field("source", _("Source"), editable=True, listed=True, aliases=("来源", "线索来源", "渠道", "source", "lead source", "channel")),
    Field("campaign", _("Campaign or event"), editable=True, listed=True, aliases=("活动", "营销活动", "展会", "campaign", "event", "fair")),
    Field("product_line", _("Product line"), editable=True, aliases=("产品线", "意向产品", "product line", "product interest")),
    Field("received_at", pgettext_lazy("lead", "Received"), Type.DATETIME, sort="received_at", editable=True, listed=True, aliases=("收到时间", "提交时间", "日期", "received", "submitted", "date")),
    Field("owner", _("Owner"), Type.MEMBER, column="owner_id", listed=True, aliases=("负责人", "销售", "owner", "assigned to")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True),
    Field("contact", _("Contact"), Type.LINK, column="contact_id", link="contact", editable=True),
    Field("lies", _("Pool"), Type.CHOICE, choices=LIES, implied=dict.fromkeys(("pool", "waits"), NOBODYS)),
    Field("next_step", _("Next step"), editable=True, aliases=("下一步", "next step")),
    Field("note", _("What was said"), Type.LONGTEXT, filterable=False, editable=True, aliases=("备注", "留言", "note", "message", "comment")),
    Field("reference", _("Number"), editable=True, aliases=("编号", "线索编号", "lead id", "id")),
    Field("reason", _("Reason"), Type.CHOICE, choices=tuple((value, label) for value, label in Reason.choices), aliases=("原因", "reason")),
    Field("reason_note", _("About the reason")),
    Field("back_at", _("Comes back"), Type.DATETIME),
    Field("responded_at", _("First response given"), Type.DATETIME),
    Field("opportunity", _("Opportunity"), Type.LINK, column="opportunity_id", link="opportunity"),
    Field("created_at", _("Created"), Type.DATETIME),
    Field("import_id", _("Import"), Type.INTEGER, link="import"),
)  # fmt: skip

LEAD = Kind(
    name="lead",
    model=Lead,
    label=pgettext_lazy("kind", "Lead"),
    plural=_("Leads"),
    icon="inbox",
    fields=FIELDS,
    url=record_url("lead_record"),
    list_url=lambda: reverse("lead_list"),
    title=lambda one: one.name,
    rows=leads,
    search=lambda text, actor: search.hits("lead", text, actor),
    verbs=Verbs(
        create=actions.create_lead,
        edit=actions.edit_lead,
        assign=actions.assign_leads,
        delete=actions.delete_leads,
        restore=actions.restore_leads,
    ),
    owned=True,
    home="customer_id",
    default_sort="-received_at",
    key="l",
    fill=fill,
    teaches=_(
        "A lead is an interest that nobody has looked into yet: from your site, a fair, a call. Write the first one down, or import a list; your rules share them out."
    ),
    presets=(
        (pgettext_lazy("leads", "Due"), "f=response:any:late,due&sort=due_at"),
        (pgettext_lazy("leads", "Mine"), "f=owner:me;state:any:open,working&sort=due_at"),
        (pgettext_lazy("leads", "Pool"), "f=lies:any:pool"),
        (pgettext_lazy("leads", "New"), "f=state:any:open"),
    ),
)
