"""What the timeline plugs in: the kinds `task` and `promise`, kinds of entries, the middle of the customer's page, my day, tasks."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core import events, kinds, slots, work
from guanxi.customers import events as customers
from guanxi.intake.targets import add_touch
from guanxi.staff import catalogue
from guanxi.staff import events as staff
from guanxi.timeline import briefing, telling, wording
from guanxi.timeline.actions import noted
from guanxi.timeline.actions.farewell import tell_customers
from guanxi.timeline.actions.promise import pass_on
from guanxi.timeline.holding import register_holdings
from guanxi.timeline.importing import ENTRY_SINCE, register_targets
from guanxi.timeline.kind import TASK
from guanxi.timeline.promise_kind import PROMISE

kinds.register(TASK)
kinds.register(PROMISE)
catalogue.offer(catalogue.GrantKind("promise", _("Promises"), ("see", "create", "edit", "delete", "export", "assign")))

slots.add_tab(slots.Tab("day", "day", _("My day"), "day", place=10))
slots.add_entry_kind(
    slots.EntryKind("note", _("Note"), "note", composed=True, sentence=wording.say_note),
    slots.EntryKind("call", _("Call"), "phone", composed=True, sentence=wording.say_call),
    slots.EntryKind("visit", _("Visit"), "map-pin", composed=True, sentence=wording.say_visit),
    slots.EntryKind("mail", pgettext_lazy("entry", "Mail"), "mail", composed=True, sentence=wording.say_mail),
    slots.EntryKind("chat", _("Chat"), "message", sentence=wording.say_chat),
    slots.EntryKind("task_done", _("Task done"), "circle-check", sentence=wording.say_task_done),
    slots.EntryKind("task_reopened", _("Task opened again"), "refresh", sentence=wording.say_task_reopened),
    slots.EntryKind("promise_made", _("Promise made"), "heart-handshake", sentence=wording.say_promise_made),
    slots.EntryKind("promise_kept", _("Promise kept"), "circle-check", sentence=wording.say_promise_kept),
    slots.EntryKind("promise_withdrawn", _("Promise withdrawn"), "x", sentence=wording.say_promise_withdrawn),
    slots.EntryKind("promise_reopened", _("Promise opened again"), "refresh", sentence=wording.say_promise_reopened),
    slots.EntryKind("created", _("Creation"), "plus", sentence=wording.say_created),
    slots.EntryKind("imported", _("Import"), "database-import", sentence=wording.say_imported),
    slots.EntryKind("assigned", _("Change of owner"), "user-check", sentence=wording.say_assigned),
    slots.EntryKind("farewell", _("Hand-over told"), "mail", sentence=wording.say_farewell),
    slots.EntryKind("staged", _("Change of stage"), "flag", sentence=wording.say_staged),
    slots.EntryKind("order", _("Order"), "shopping-cart", sentence=wording.say_order),
)

slots.add_menu(
    slots.MenuItem("day", _("My day"), "sun", "day", key="d", place=0, area="/dashboards/"),
    slots.MenuItem("task", _("Tasks"), "checkbox", "task_list", needs="task.see", key="t", place=30),
    slots.MenuItem("promise", _("Promises"), "heart-handshake", "promise_list", needs="promise.see", place=32),
)
slots.add_panel(
    slots.Panel(
        "customer",
        _("Timeline"),
        lambda customer_id: reverse("timeline", args=[customer_id]),
        needs="entry.see",
        place=0,
        where="middle",
    )
)
slots.add_panel(
    slots.Panel(
        "customer",
        _("Tasks"),
        lambda customer_id: reverse("task_panel", args=[customer_id]),
        needs="task.see",
        place=10,
    )
)
slots.add_panel(
    slots.Panel(
        "customer",
        _("Promises"),
        lambda customer_id: reverse("promise_panel", args=[customer_id]),
        needs="promise.see",
        place=5,
    )
)

slots.add_panel(
    slots.Panel(
        "handover_plan",
        _("Tell the customers by mail"),
        lambda member_id: reverse("farewell_plan", args=[member_id]),
        needs="staff.administer",
    )
)
slots.add_panel(
    slots.Panel(
        "handover",
        _("Mails to customers"),
        lambda handover_id: reverse("farewell_told", args=[handover_id]),
        needs="staff.administer",
    )
)

slots.add_part(
    slots.Part(
        "customer",
        _("Last contacts"),
        "timeline/briefing/contacts.html",
        briefing.contacts,
        needs="entry.see",
        place=30,
    ),
    slots.Part(
        "customer",
        _("Open promises"),
        "timeline/briefing/promises.html",
        briefing.promises,
        needs="promise.see",
        place=60,
    ),
    slots.Part("customer", _("Open tasks"), "timeline/briefing/tasks.html", briefing.tasks, needs="task.see", place=70),
)

work.register(work.WorkKind(telling.NAME, telling.step, telling.ended, lock=lambda _job: telling.NAME))
events.subscribe(staff.HANDED_OVER, tell_customers)
events.subscribe(customers.CREATED, noted.note_created)
events.subscribe(customers.EDITED, noted.note_edited)
events.subscribe(customers.UNDONE, noted.note_undone)
events.subscribe(customers.ASSIGNED, noted.note_assigned)
events.subscribe(customers.ASSIGNED, pass_on)
events.subscribe(customers.RETURNED, noted.note_assigned)
events.subscribe(customers.STAGED, noted.note_staged)

register_holdings()
register_targets()
add_touch("customer", ENTRY_SINCE)
add_touch("customer", "exists (select from timeline_promise p where p.customer_id = r.id)")
