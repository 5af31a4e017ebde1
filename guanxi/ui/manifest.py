"""What the page kit plugs in: the kinds of work behind lists."""

from guanxi.core import work
from guanxi.ui.holding import register_holdings
from guanxi.ui.records import bulkwork, exporting

work.register(work.WorkKind(bulkwork.NAME, bulkwork.step, bulkwork.ended))
work.register(work.WorkKind(exporting.NAME, exporting.step, exporting.ended))
register_holdings()
