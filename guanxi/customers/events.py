"""What happens to customers, as others may hear it. The ids of an event are customers; the data is declared here."""

from guanxi.core import events

CREATED = events.declare("customers.customer.created", "import_id")
EDITED = events.declare("customers.customer.edited", "import_id")  # by imports, for the rows they changed
# before {id: owner id or None}, after: owner id or None; told just before the rows change hands, while the giver still sees them
ASSIGNED = events.declare("customers.customer.assigned", "before", "after")
# a hand-over was undone: the customers are back with whom they came from, and what others promised there stays theirs
RETURNED = events.declare("customers.customer.returned", "before", "after")
# an import was undone that had changed the customers, or what hangs on them
UNDONE = events.declare("customers.customer.import_undone", "import_id")
STAGED = events.declare("customers.customer.staged", "before", "after")  # before {id: stage}, after: stage
# at = the moment that stands in `deleted_at` of all that went into the bin together
DELETED = events.declare("customers.customer.deleted")
# binned {id: the moment it had been deleted}, so that others bring back what went with it and nothing else
RESTORED = events.declare("customers.customer.restored", "binned")
