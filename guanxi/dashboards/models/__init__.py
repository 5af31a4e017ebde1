from guanxi.dashboards.models.dashboard import Dashboard, Tile
from guanxi.dashboards.models.kept import Kept
from guanxi.dashboards.models.schedule import Schedule, Sending, Stop

__all__ = ["Dashboard", "Kept", "Schedule", "Sending", "Stop", "Tile"]
