from guanxi.commerce.models.discount import DiscountLimit
from guanxi.commerce.models.order import Line, Order
from guanxi.commerce.models.part import Part
from guanxi.commerce.models.pricebook import Floor, Price, PriceBook, Rate, Tax
from guanxi.commerce.models.product import Product

__all__ = ["DiscountLimit", "Floor", "Line", "Order", "Part", "Price", "PriceBook", "Product", "Rate", "Tax"]
