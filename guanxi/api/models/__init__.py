from guanxi.api.models.key import Key
from guanxi.api.models.receipt import Receipt

__all__ = ["Key", "Receipt"]
