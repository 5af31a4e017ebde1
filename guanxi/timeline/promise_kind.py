"""The kind `promise`: its fields, once for lists, filters, inline edit, export, API and history."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Field, Kind, Type, Verbs, record_url
from guanxi.timeline.actions import promise as actions
from guanxi.timeline.models import Promise, Topic
from guanxi.timeline.queries.promise import fill, promises

STATES = (
    ("open", pgettext_lazy("promise", "Open")),
    ("overdue", pgettext_lazy("promise", "Overdue")),
    ("kept", pgettext_lazy("promise", "Kept")),
    ("withdrawn", pgettext_lazy("promise", "Withdrawn")),
)
TONES = {"overdue": "bad", "kept": "ok"}
FIELDS = (
    Field("title", _("Promise"), required=True, editable=True, listed=True, aliases=("承诺", "承诺内容", "promise")),
    Field("state", _("State"), Type.CHOICE, listed=True, choices=STATES, tones=TONES, implied=dict.fromkeys(("open", "overdue"), Q(closed_as=""))),
    Field("due_at", _("Until"), Type.DATETIME, sort="due_at", editable=True, listed=True, aliases=("截止时间", "兑现时间", "until", "due")),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", required=True, listed=True, aliases=("客户", "customer")),
    Field("topic", _("About"), Type.CHOICE, listed=True, editable=True, choices=tuple(Topic.choices)),
    Field("amount", _("Amount"), Type.MONEY, currency="currency", minor="amount_minor", sort="amount_minor", editable=True, listed=True),
    Field("currency", _("Currency"), editable=True),
    Field("owner", _("To be kept by"), Type.MEMBER, column="owner_id", listed=True, aliases=("负责人", "owner")),
    Field("promised_by", _("Promised by"), Type.MEMBER, column="promised_by_id"),
    Field("contradicts", _("Contradicts"), filled=True, filterable=False, listed=True),
    Field("proof", _("Proof or reason"), Type.LONGTEXT, filterable=False),
    Field("closed_at", _("Closed"), Type.DATETIME),
    Field("created_at", _("Written down"), Type.DATETIME, sort="created_at"),
)  # fmt: skip

PROMISE = Kind(
    name="promise",
    model=Promise,
    label=_("Promise"),
    plural=_("Promises"),
    icon="heart-handshake",
    fields=FIELDS,
    url=record_url("promise_record"),
    list_url=lambda: reverse("promise_list"),
    title=lambda one: one.title,
    rows=promises,
    verbs=Verbs(
        create=actions.create_promise,
        edit=actions.edit_promise,
        assign=actions.assign_promises,
        delete=actions.delete_promises,
        restore=actions.restore_promises,
    ),
    home="customer_id",
    default_sort="-created_at",
    fill=fill,
    teaches=_(
        "A promise is what somebody of you said a customer will get, and until when. Write one down here, or mark it in a note or mail on the customer’s timeline; it stands on my day until it is kept."
    ),
    presets=(
        (_("My open promises"), "f=owner:me;state:any:open,overdue&sort=due_at"),
        (_("Overdue promises"), "f=state:any:overdue&sort=due_at"),
        (_("My team's open promises"), "f=owner:team;state:any:open,overdue&sort=due_at"),
        (_("Kept promises"), "f=state:any:kept"),
    ),
)
