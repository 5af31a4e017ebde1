"""What commerce tells others."""

from guanxi.core.events import declare

ORDER_RECORDED = declare("commerce.order.recorded", "import_id")
