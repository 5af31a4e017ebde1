"""What is wrong with a value, a row or a file: a code with its figures, told in the reader's language when shown."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Param: TypeAlias = str | int | float


class Problem(NamedTuple):
    """A code and its parameters, fit to be stored as JSON; `describe` makes the sentence."""

    code: str
    params: Mapping[str, Param] = {}


class BadValue(Exception):
    """A value that can't be read as what its column holds. The only exception the parsers raise."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.problem = Problem(code, params)


class Unreadable(Exception):
    """A file that can't be read at all, with the problem that says what it is instead."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.problem = Problem(code, params)
