"""What staff plugs in: its menu items, and the parts that belong to a member's and a role's history."""

from django.utils.translation import gettext_lazy as _

from guanxi.core import work
from guanxi.core.events import subscribe
from guanxi.core.slots import MenuItem, add_menu
from guanxi.staff import handing
from guanxi.staff.actions.notice import tell_result
from guanxi.staff.holding import register_holdings
from guanxi.ui.events import WORK_ENDED
from guanxi.ui.history.changes import add_parts

add_menu(
    MenuItem("staff", _("Members"), "users-group", "staff_members", needs="staff.administer", place=90, group="staff"),
    MenuItem("bin", _("Recycle bin"), "trash", "bin", needs="customer.delete", place=95, group="staff"),
)
add_parts("member", "member_role")
add_parts("role", "grant")
subscribe(WORK_ENDED, tell_result)


work.register(work.WorkKind(handing.NAME, handing.step, handing.ended, lock=lambda _job: handing.NAME))
work.register(work.WorkKind(handing.UNDO, handing.undo_step, handing.undo_ended, lock=lambda _job: handing.NAME))
register_holdings()
