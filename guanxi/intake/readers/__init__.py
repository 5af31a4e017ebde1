"""Files as tables, cards and mails: streamed, and with what is broken told row by row. Pure: no database."""

from pathlib import Path

from guanxi.intake.readers.binary import open_xls
from guanxi.intake.readers.delimited import open_text
from guanxi.intake.readers.sniff import is_locked, kind_of, wrong_extension
from guanxi.intake.readers.table import Limits, RawRow, Sheet, Table, TableOptions
from guanxi.intake.readers.workbook import open_xlsx
from guanxi.intake.values.problem import Problem, Unreadable

__all__ = ["Limits", "RawRow", "Sheet", "Table", "TableOptions", "kind_of", "open_table"]


def open_table(path: Path | str, options: TableOptions | None = None, limits: Limits | None = None) -> Table:
    """Open a CSV, TSV, XLSX or XLS file, told by its content. Raises `Unreadable` with what it is instead."""
    path, options, limits = Path(path), options or TableOptions(), limits or Limits()
    kind = kind_of(path)
    if kind == "binary" and options.encoding:  # who names an encoding says that it is text
        kind = "csv"
    if kind == "empty":
        raise Unreadable("empty_file")
    if kind == "ole" and is_locked(path):
        raise Unreadable("password")
    openers = {"csv": open_text, "xlsx": open_xlsx, "xls": open_xls}
    if kind not in openers:
        raise Unreadable("wrong_kind", kind=kind)
    table = openers[kind](path, options, limits)
    if wrong_extension(path, kind):
        table.warnings.append(Problem("wrong_extension", {"extension": path.suffix.lower(), "kind": kind}))
    return table
