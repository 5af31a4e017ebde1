"""What a workbook's number formats make of its figures: dates as dates, figures without the noise of binary."""

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

_BUILT_IN = {14: "date", 15: "date", 16: "date", 17: "date", 18: "time", 19: "time", 20: "time", 21: "time",
             22: "moment", 45: "time", 46: "elapsed", 47: "time"} | dict.fromkeys(range(27, 32), "date") \
            | dict.fromkeys(range(32, 36), "time") | {36: "date"} | dict.fromkeys(range(50, 59), "date")  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones


class Shape(StrEnum):
    """How a figure is shown. `zeros` is a code like 000000, whose leading zeros belong to the value."""

    PLAIN = "plain"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    ELAPSED = "elapsed"
    ZEROS = "zeros"


def shape_of(number: int, code: str | None) -> tuple[Shape, int]:
    """The shape of a number format, and the figures of a ZEROS one."""
    if code is None:
        return Shape(_BUILT_IN.get(number, "plain")), 0
    if re.fullmatch("0{2,20}", code):
        return Shape.ZEROS, len(code)
    plain = _LITERAL.sub("", code.split(";")[0]).lower()
    if re.search(r"\[[hms]+\]", plain):
        return Shape.ELAPSED, 0
    if "general" in plain or not re.search("[dyhse]|m", plain) or re.search(r"[0#?]e[+-]", plain):
        return Shape.PLAIN, 0
    day, clock = bool(re.search("[dy]|m(?!.*[hs])|(?<![hs:])m(?![:s])", plain)), bool(re.search("[hs]", plain))
    day = bool(re.search("[dy]", plain)) or (day and not clock)
    return (Shape.MOMENT if day and clock else Shape.DATE if day else Shape.TIME), 0


def styles_of(elements: Iterable[tuple[str, dict[str, str]]]) -> list[tuple[Shape, int]]:
    """The shape of each cell style, from the elements of `styles.xml`."""
    codes: dict[int, str] = {}
    shapes: list[tuple[Shape, int]] = []
    inside = False
    for name, attributes in elements:
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", -1))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            number = int(attributes.get("numFmtId", 0))
            shapes.append(shape_of(number, codes.get(number)))
    return shapes


@lru_cache(maxsize=32_768)
def shown_figure(text: str, shape: Shape, figures: int, base_1904: bool) -> str:
    """A cell's stored figure as text: 0.30000000000000004 is "0.3", 1.38E+10 is "13800000000", a day is ISO."""
    if shape is Shape.PLAIN:
        return plain_figure(text)
    if shape is Shape.ZEROS:
        plain = plain_figure(text)
        return plain.zfill(figures) if plain.isdigit() else plain
    try:
        return _moment(float(text), shape, base_1904)
    except (ValueError, OverflowError):
        return plain_figure(text)


def plain_figure(text: str) -> str:
    """With the 15 figures that a spreadsheet program knows, never in scientific notation."""
    if len(text) <= 15 and text.isdigit() and text.isascii():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    shown = format(number, ".15g")
    return format(Decimal(shown), "f") if "e" in shown else ("0" if shown == "-0" else shown)


def _moment(serial: float, shape: Shape, base_1904: bool) -> str:
    if shape is Shape.ELAPSED or (shape is Shape.TIME and serial >= 1):
        seconds = round(serial * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if serial < 0 or (serial < 1 and shape is not Shape.TIME):
        raise ValueError(serial)
    if base_1904:
        serial += 1462
    elif serial < 60:  # the programs believe in 29 February 1900
        serial += 1
    moment = _EPOCH + timedelta(seconds=round(serial * 86_400))
    if shape is Shape.TIME:
        return moment.strftime("%H:%M:%S")
    if shape is Shape.DATE and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")
