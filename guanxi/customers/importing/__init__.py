"""Customers and contacts from files: found or made, many at a time, under the importer's own visibility."""

from guanxi.customers.importing.people import People, Rules

__all__ = ["People", "Rules"]
