from guanxi.dashboards.models.dashboard import Dashboard, Tile
from guanxi.dashboards.models.kept import Kept

__all__ = ["Dashboard", "Kept", "Tile"]
