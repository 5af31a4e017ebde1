"""Whether the warehouse agrees with the records: rows and sums of every month, of all parts to which nothing happened since they were filled."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from guanxi.analytics.warehouse.sources import Source

Figures = dict[tuple[int, str], tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one figure is in the warehouse and in the records. `of` is a column that is added up, or "rows"."""

    source: str
    part: int
    month: str
    of: str
    here: str
    there: str

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def differences(source: Source, folder: Path, zone: str) -> tuple[int, list[Difference]]:
    """How many rows were compared, and what differs.

    One statement reads the records, the list of files and the marks, so all three in one snapshot: a part without a mark has
    not changed since it was copied. Only one run at a time writes the list, and this is a step of it.
    """
    listed, theirs = _records(source, zone)
    ours = _files(source, folder, listed)
    names = ("rows", *source.sums)
    nothing = (Decimal(0),) * len(names)
    found = [
        Difference(source.name, part, month, name, f"{mine:f}", f"{other:f}")
        for part, month in sorted({*ours, *theirs})
        for name, mine, other in zip(
            names, ours.get((part, month), nothing), theirs.get((part, month), nothing), strict=True
        )
        if mine != other
    ]
    return int(sum(one[0] for one in theirs.values())), found


def _records(source: Source, zone: str) -> tuple[dict[int, str], Figures]:
    sums = "".join(f", coalesce(sum(r.{name}), 0)" for name in source.sums)
    question = f"""
        select p.part, p.file, coalesce(to_char(r.day, 'YYYY-MM'), ''), count(r.id){sums}
          from analytics_part p left join lateral analytics_read_{source.name}(p.part, %s) r on true
         where p.source = %s and not exists (select from analytics_mark m where m.source = p.source and m.part = p.part)
         group by 1, 2, 3"""  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(question, [zone, source.name])
        rows = cursor.fetchall()
    figures = {(part, month): tuple(map(Decimal, given)) for part, _file, month, *given in rows if given[0]}
    return {part: file for part, file, *_ in rows}, figures


def _files(source: Source, folder: Path, listed: dict[int, str]) -> Figures:
    import pyarrow.compute as pc
    from pyarrow import parquet

    figures: Figures = {}
    columns = ["day", *source.sums, *(["is_current"] if source.keeps else [])]
    for part, name in listed.items():
        rows = parquet.read_table(folder / name, columns=columns)
        if source.keeps:
            rows = rows.filter(rows["is_current"])
        months = pc.strftime(rows["day"], "%Y-%m")
        summed = rows.append_column("month", pc.fill_null(months, "")).group_by("month", use_threads=False)
        asked: list[tuple[Any, str]] = [([], "count_all"), *((one, "sum") for one in source.sums)]
        for row in summed.aggregate(asked).to_pylist():
            given = (row["count_all"], *(row[f"{one}_sum"] or 0 for one in source.sums))
            figures[part, row["month"]] = tuple(map(Decimal, given))
    return figures
