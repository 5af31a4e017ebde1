"""What approvals plug in: the right to keep the rules, menu, my day, timeline entries, what a leaver holds."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.approvals import wording
from guanxi.approvals.actions import noted
from guanxi.approvals.events import TURNED
from guanxi.approvals.holding import register_holdings
from guanxi.core import events, slots
from guanxi.staff import catalogue

catalogue.offer(catalogue.GrantKind("approval", _("Rules of approval"), ("administer",)))
slots.add_menu(slots.MenuItem("approvals", _("Approvals"), "checklist", "approval_list", place=38))
slots.add_panel(slots.Panel("day", _("Waiting for your approval"), lambda _me: reverse("approval_day"), place=10))
slots.add_entry_kind(slots.EntryKind("approval", _("Approval"), "checklist", sentence=wording.say_approval))
events.subscribe(TURNED, noted.note_turns)
register_holdings()
