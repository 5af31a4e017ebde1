from guanxi.pocket.models.arrival import Arrival
from guanxi.pocket.models.taken import Taken

__all__ = ["Arrival", "Taken"]
