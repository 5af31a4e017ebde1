"""Text tables: a stream of records in which one broken record spoils no other."""

import csv
import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from guanxi.intake.readers import dialect as dialects
from guanxi.intake.readers import encoding as encodings
from guanxi.intake.readers.dialect import Dialect
from guanxi.intake.readers.encoding import Encoding
from guanxi.intake.readers.header import find_header, names_of
from guanxi.intake.readers.lines import Lines, TooLarge
from guanxi.intake.readers.mend import mended, skip_quoted
from guanxi.intake.readers.table import Limits, RawRow, Table, TableOptions
from guanxi.intake.values.problem import Problem, Unreadable

SAMPLE_LINES = 200
SAMPLE_SIZE = 262_144  # characters

# The module's own limit is for the whole process and only 131,072; ours is kept by `Lines`.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def open_text(path: Path, options: TableOptions, limits: Limits) -> Table:
    """A text file as a table. Raises `Unreadable` for an unknown encoding and a file without rows."""
    encoding = _encoding(path, options)
    lines = _sample(path, encoding, limits)
    dialect = dialects.detect(lines, options.delimiter, options.quote, options.escape)
    width_unknown = 0
    read = partial(read_records, path, encoding, dialect, limits)
    sample = [(row.number, row.cells) for row in islice(read(width_unknown), SAMPLE_LINES) if any(row.cells)]
    if lines and re.match('"?sep=', lines[0], re.IGNORECASE):
        sample = sample[1:]
    if not sample:
        raise Unreadable("no_table")
    found = find_header(sample, options.header_row)
    header, warnings = names_of(found.cells)
    if found.row == 0:
        warnings = [Problem("no_header")]
    if encoding.sure < 0.6:
        warnings.append(Problem("encoding_unsure", {"encoding": encoding.name}))
    if all(number <= found.row for number, _cells in sample):
        warnings.append(Problem("header_only"))
    given = TableOptions(encoding.name, dialect.delimiter, dialect.quote, dialect.escape, found.row)
    sure = {"encoding": encoding.sure, "delimiter": dialect.sure, "header_row": found.sure}
    return Table(path, "csv", given, sure, header, warnings, partial(read, len(header)))


def read_records(path: Path, encoding: Encoding, dialect: Dialect, limits: Limits, width: int) -> Iterator[RawRow]:
    """Every record with its first line's number, empty lines left out.

    `width`, where it is known, tells a record that a stray quotation mark swallowed from a cell of several lines.
    """
    codec = encodings.codec_of(encoding.name) or "utf-8"
    quote = "" if dialect.quote == "none" else dialect.quote
    with path.open("rb") as file:
        lines = Lines(file, codec, bom=encoding.bom, limit=limits.row, quote=quote)
        if dialect.delimiter == dialects.BLANKS:
            yield from _blank_parted(lines)
        else:
            yield from _quoted(lines, dialect, limits, width)


def _quoted(lines: Lines, dialect: Dialect, limits: Limits, width: int) -> Iterator[RawRow]:
    form = dialect.format()
    reader = csv.reader(lines, strict=True, **form)
    while True:
        number = lines.number + 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, TooLarge) as error:
            yield mended(lines, number, form, width, limits, error)
            reader = csv.reader(lines, strict=True, **form)
            continue
        problem = None
        if lines.bad:
            problem = _problem_of(lines, number, form, width)
        if lines.size > limits.cell and problem is None and max(map(len, cells)) > limits.cell:
            problem = Problem("cell_too_large", {"limit": limits.cell})
            cells = [cell[:2000] for cell in cells]
        if cells:
            yield RawRow(number, cells, problem)  # type: ignore[arg-type]  # list[str] is never written to


def _blank_parted(lines: Lines) -> Iterator[RawRow]:
    while True:
        lines.begin()
        try:
            cells = next(lines).split()
        except StopIteration:
            return
        except TooLarge:
            continue
        problem = lines.bad.pop(lines.number, None) if lines.bad else None
        if cells:
            yield RawRow(lines.number, cells, problem)  # type: ignore[arg-type]


def _problem_of(lines: Lines, first: int, form: dict[str, object], width: int) -> Problem | None:
    """The problem of the lines of the record just read, taken off the list."""
    found = [lines.bad.pop(number) for number in range(first, lines.number + 1) if number in lines.bad]
    if lines.number in lines.left_open:
        lines.left_open.discard(lines.number)
        skip_quoted(lines, form, width)
    return found[0] if found else None


def _encoding(path: Path, options: TableOptions) -> Encoding:
    found = encodings.detect(path)
    if not options.encoding:
        return found
    if encodings.codec_of(options.encoding) is None:
        raise Unreadable("unknown_encoding", encoding=options.encoding)
    return Encoding(options.encoding, 1.0, found.bom if options.encoding == found.name else 0)


def _sample(path: Path, encoding: Encoding, limits: Limits) -> list[str]:
    """The first lines of the file, for judging its dialect."""
    taken: list[str] = []
    size = 0
    with path.open("rb") as file:
        codec = encodings.codec_of(encoding.name) or "utf-8"
        for line in Lines(file, codec, bom=encoding.bom, limit=limits.row):
            taken.append(line)
            size += len(line)
            if len(taken) >= SAMPLE_LINES or size > SAMPLE_SIZE:
                break
    return taken
