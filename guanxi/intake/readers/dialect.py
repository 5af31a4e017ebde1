"""How the cells of a text are parted and quoted, judged by which reading makes rows of one width."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

BLANKS, ONE_COLUMN = " ", "none"
DELIMITERS = (",", "\t", ";", "|")
CHOICES = (*DELIMITERS, BLANKS, ONE_COLUMN)
_SEP = re.compile('^"?sep=(.)"?\\s*$', re.IGNORECASE)
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])\s?'(?:[^']|'')*'(?=\s*(?:[,;\t|]|$))")


@dataclass(frozen=True, slots=True)
class Dialect:
    """As in `TableOptions`. `spaced`: a quotation mark may follow a blank after the delimiter."""

    delimiter: str
    quote: str = '"'
    escape: str = "none"
    spaced: bool = False
    sure: float = 1.0

    def format(self) -> dict[str, Any]:
        """The parameters for `csv.reader`."""
        quoted = self.quote not in ("", "none")
        return {
            "delimiter": "\x1f" if self.delimiter == ONE_COLUMN else self.delimiter,
            "quotechar": self.quote if quoted else None,
            "quoting": csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            "escapechar": None if self.escape == "none" else self.escape,
            "doublequote": self.escape == "none",
            "skipinitialspace": self.spaced,
        }


def detect(lines: list[str], delimiter: str = "", quote: str = "", escape: str = "") -> Dialect:
    """The dialect of a sample of physical lines; what is given is kept."""
    lines = [line for line in lines if line.strip()]
    sep = _SEP.match(lines[0]) if lines else None
    if sep and not delimiter:
        delimiter = sep[1]
    quote = quote or _quote(lines)
    escape = escape or _escape(lines, quote)
    if delimiter:
        return Dialect(delimiter, quote, escape, _spaced(lines, delimiter, quote))
    marks = {mark: _mark(lines, Dialect(mark, quote, escape)) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: marks[mark])
    score, _width = marks[best]
    if score < 0.7 and _is_aligned(lines):
        return Dialect(BLANKS, "none", sure=0.9)
    if score < 0.3:
        return Dialect(ONE_COLUMN, quote, escape, sure=0.8 if score == 0 else 0.6)
    return Dialect(best, quote, escape, _spaced(lines, best, quote), round(min(1.0, score), 2))


def _mark(lines: list[str], dialect: Dialect) -> tuple[float, int]:
    """The share of rows that have the commonest width (two or more), and that width."""
    widths = [len(row) for row in csv.reader(lines, **dialect.format()) if row]
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, rows = max(wide.items(), key=lambda item: (item[1], item[0]))
    share = rows / len(widths)
    return share * (1.0 if widths[0] == width else 0.8), width


def _quote(lines: list[str]) -> str:
    text = "".join(lines)
    if '"' in text or "'" not in text:
        return '"'
    quoted = sum(len(_SINGLE_QUOTED.findall(line)) for line in lines)
    return "'" if quoted * 2 >= text.count("'") * 0.8 else '"'


def _escape(lines: list[str], quote: str) -> str:
    """A backslash before a quotation mark inside a cell, and no doubled ones."""
    if quote == "none":
        return "none"
    text = "".join(lines)
    inside = re.search(rf"\\{quote}(?=[^,;\t|\r\n])", text)
    doubled = re.search(rf"[^,;\t|\r\n\\{quote}]{quote}{quote}", text)
    return "\\" if inside and not doubled else "none"


def _spaced(lines: list[str], delimiter: str, quote: str) -> bool:
    """Whether quotation marks follow a blank, as in `a, "b"`, and never the delimiter itself."""
    if delimiter in (BLANKS, ONE_COLUMN) or quote == "none":
        return False
    text = "".join(lines)
    return f"{delimiter} {quote}" in text and f"{delimiter}{quote}" not in text


def _is_aligned(lines: list[str]) -> bool:
    """Columns parted by runs of blanks, every row as wide as the others."""
    widths = Counter(len(line.split()) for line in lines)
    if not widths:
        return False
    width, rows = widths.most_common(1)[0]
    runs = sum(bool(re.search(r"\S(?: {2,}|\t)\S", line)) for line in lines)
    return width > 1 and rows >= 0.9 * len(lines) and runs >= 0.8 * len(lines)
