"""What intake plugs in: its jobs, the menu item, and the target of members (staff lies below and cannot)."""

from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings, slots, work
from guanxi.core.models import Work
from guanxi.intake import ending, running, undoing
from guanxi.intake.actions.importing import CHECK, RUN, UNDO
from guanxi.intake.loading.members import register_target
from guanxi.intake.queries.imports import named


def _import_id(one: Work) -> str:
    return str(one.arguments["import_id"])


def _one_by_one(one: Work) -> str:
    """A member's imports follow each other: what the second links to, the first has made."""
    return f"intake:{one.member_id}"


work.register(
    work.WorkKind(RUN, running.step, ending.run_ended, through="import", through_id=_import_id, lock=_one_by_one)
)
work.register(work.WorkKind(CHECK, running.check_step, ending.check_ended, through="import", through_id=_import_id))
work.register(work.WorkKind(UNDO, undoing.step, undoing.ended, through_id=lambda one: f"undo-{_import_id(one)}"))
slots.add_menu(
    slots.MenuItem(
        "intake", _("Imports"), "file-import", "import_list", needs="import.create", key="i", place=60, group="staff"
    )
)
slots.add_origin(slots.Origin("import", named))
register_target()
holdings.stays(
    intake_import__member_id="who imported it; an administrator may undo a leaver's import",
    intake_mapping__member_id="who first had these columns; mappings are everybody's",
    intake_upload__member_id="who brought the file, which goes by itself",
)
