from guanxi.ui.models.savedview import SavedView

__all__ = ["SavedView"]
