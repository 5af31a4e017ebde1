"""What sales tells others."""

from guanxi.core.events import declare

# the ids are entries of the stage log
MOVED = declare("sales.opportunity.moved", "import_id")

# the ids are leads
ARRIVED = declare("sales.lead.arrived", "import_id")
ENDED = declare("sales.lead.ended")
