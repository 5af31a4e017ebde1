"""The kind `task`: its fields, once for lists, filters, inline edit, export, API and history."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Field, Kind, Type, Verbs, record_url
from guanxi.timeline.actions import task as actions
from guanxi.timeline.models import Task
from guanxi.timeline.queries.task import tasks

STATES = (
    ("open", pgettext_lazy("task", "Open")),
    ("overdue", pgettext_lazy("task", "Overdue")),
    ("done", pgettext_lazy("task", "Done")),
)
FIELDS = (
    Field("title", _("Task"), required=True, editable=True, listed=True, aliases=("任务", "标题", "主题", "task", "title", "subject")),
    Field("state", _("State"), Type.CHOICE, listed=True, choices=STATES, tones={"overdue": "bad", "done": "ok"}, implied=dict.fromkeys(("open", "overdue"), Q(done_at=None))),
    Field(
        "due_at",
        _("Due"),
        Type.DATETIME,
        sort="due_at",
        editable=True,
        listed=True,
        aliases=("截止时间", "到期时间", "截止日期", "due", "due date", "deadline"),
    ),
    Field("customer", _("Customer"), Type.LINK, column="customer_id", link="customer", editable=True, listed=True, aliases=("客户", "customer", "company", "account")),
    Field("owner", _("Assigned to"), Type.MEMBER, column="owner_id", listed=True, aliases=("负责人", "执行人", "owner", "assignee", "assigned to")),
    Field("created_by", _("Given by"), Type.MEMBER, column="created_by_id"),
    Field("note", _("Note"), Type.LONGTEXT, filterable=False, editable=True, aliases=("备注", "说明", "note", "notes", "description")),
    Field("done_at", _("Finished"), Type.DATETIME),
    Field("created_at", _("Created"), Type.DATETIME, sort="created_at"),
)  # fmt: skip

TASK = Kind(
    name="task",
    model=Task,
    label=_("Task"),
    plural=_("Tasks"),
    icon="checkbox",
    fields=FIELDS,
    url=record_url("task_record"),
    list_url=lambda: reverse("task_list"),
    title=lambda one: one.title,
    rows=tasks,
    verbs=Verbs(
        create=actions.create_task,
        edit=actions.edit_task,
        assign=actions.assign_tasks,
        give_back=actions.give_back_tasks,
        delete=actions.delete_tasks,
        restore=actions.restore_tasks,
    ),
    owned=True,
    home="customer_id",
    default_sort="-created_at",
    key="t",
    presets=(
        (pgettext_lazy("task", "Open"), "f=state:any:open,overdue&sort=due_at"),
        (_("My open tasks"), "f=owner:me;state:any:open,overdue&sort=due_at"),
        (pgettext_lazy("task", "Done"), "f=state:any:done"),
    ),
)
