"""What sales tells others."""

from guanxi.core.events import declare

# the ids are entries of the stage log
MOVED = declare("sales.opportunity.moved", "import_id")
