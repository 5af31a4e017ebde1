from guanxi.ui.models.listsetting import ListSetting
from guanxi.ui.models.savedview import SavedView

__all__ = ["ListSetting", "SavedView"]
