"""What sales tells others."""

from guanxi.core.events import declare

# the ids are entries of the stage log
MOVED = declare("sales.opportunity.moved", "import_id")

# the ids are leads
ARRIVED = declare("sales.lead.arrived", "import_id")
ENDED = declare("sales.lead.ended")

# what: sent, accepted, declined, withdrawn; by and note are the customer's name and words
QUOTE_TURNED = declare("sales.quote.turned", "what", "by", "note")
