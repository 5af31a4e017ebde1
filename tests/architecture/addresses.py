"""Every address of the product, with its parameters filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Address:
    """A route as it is declared; `names` are its parameters in order."""

    route: str
    name: str

    @property
    def names(self) -> list[str]:
        return [one or other for one, other in PARAMETER.findall(self.route)]

    def url(self, values: Mapping[str, object]) -> str:
        """The address with its parameters replaced; KeyError for one that `values` lacks."""
        filled = PARAMETER.sub(lambda found: str(values[found[1] or found[2]]), self.route)
        return "/" + filled.replace("^", "").replace("$", "")


def addresses() -> list[Address]:
    """All of them, each route once (the API has one entry per method)."""
    found = {one.route: one for one in _walk(get_resolver().url_patterns, "")}
    return list(found.values())


def _walk(patterns: list[Any], before: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Address(route, one.name or "")
        else:
            yield from _walk(one.url_patterns, route)
