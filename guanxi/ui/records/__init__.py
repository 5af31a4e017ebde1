"""Pages that every kind of record has: list, preview, edit in place, many at once, export, saved views. One line of urls each."""

from guanxi.ui.records.urls import kind_urls

__all__ = ["kind_urls"]
