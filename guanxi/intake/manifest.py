"""What intake plugs in: its jobs, the menu item, and the target of members (staff lies below and cannot)."""

from guanxi.core import work
from guanxi.intake import ending, running
from guanxi.intake.actions.importing import CHECK, RUN
from guanxi.intake.loading.members import register_target


def _import_id(one: work.Work) -> str:
    return str(one.arguments["import_id"])


work.register(work.WorkKind(RUN, running.step, ending.run_ended, through="import", through_id=_import_id))
work.register(work.WorkKind(CHECK, running.check_step, ending.check_ended, through="import", through_id=_import_id))
register_target()
