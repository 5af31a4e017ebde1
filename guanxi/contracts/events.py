"""What contracts tell others."""

from guanxi.core.events import declare

# the ids are contracts; "became" is signed, ended, reopened or void
STATUS = declare("contracts.contract.status", "became", "import_id")
# the ids are payments; "became" is received or void
PAID = declare("contracts.payment.paid", "became", "import_id")
# the ids are instalments whose day has passed
OVERDUE = declare("contracts.instalment.overdue")
