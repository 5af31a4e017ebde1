from guanxi.core.models.change import Change
from guanxi.core.models.searchdoc import SearchDoc
from guanxi.core.models.work import Work

__all__ = ["Change", "SearchDoc", "Work"]
