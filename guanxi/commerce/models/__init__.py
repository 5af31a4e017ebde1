from guanxi.commerce.models.order import Line, Order
from guanxi.commerce.models.product import Product

__all__ = ["Line", "Order", "Product"]
