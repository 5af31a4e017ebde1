"""What a column's values are read with: the choices of the mapping, or what `infer_…` found in samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DateOrder(StrEnum):
    """The order of the parts of a date written in figures."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class Hints:
    """`region`: ISO country of phones without one.

    `zone`: IANA zone of times without one. `date_order`, `decimal` ("." or ","): None refuses values that could
    be read in two ways. `currency`: ISO code for a bare ¥ or $. `choices`: value to the words that mean it.
    `max_length`: of a text, in characters.
    """

    region: str = "CN"
    zone: str = "Asia/Shanghai"
    date_order: DateOrder | None = None
    decimal: str | None = None
    currency: str | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_length: int | None = None


PLAIN = Hints()
