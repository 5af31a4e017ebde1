"""Addresses of pages without arguments: a list names fifteen of them, and they never change."""

from functools import cache

from django.urls import reverse


@cache
def address(name: str) -> str:
    """The address of the page `name`; raises `NoReverseMatch`."""
    return reverse(name)
