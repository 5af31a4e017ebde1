"""Products, orders and their lines: the first commerce facts. Emits: commerce.order.recorded. Reads: customers, timeline."""
