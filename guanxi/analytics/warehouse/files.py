"""The files of the warehouse: written beside their place, brought to the disk, and only then given their name."""

import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import pyarrow as pa

UNFINISHED = ".writing"
SPARED = 3600.0  # seconds for which a file that was replaced stays, for whoever is reading it


def write(table: "pa.Table", folder: Path, source: str, part: int) -> str:
    """Write a part under a name that no file has had; answers the name, relative to the folder of the warehouse.

    When it returns, file and name are on the disk: the row that lists it may be committed.
    """
    from pyarrow import parquet

    place = folder / source
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{source}/{part:06d}-{uuid4().hex[:12]}.parquet"
    target = folder / name
    unfinished = target.with_suffix(UNFINISHED)
    with unfinished.open("wb") as handle:
        parquet.write_table(table, handle, compression="zstd", row_group_size=WIDTH_OF_A_GROUP, coerce_timestamps="us")
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.rename(target)
    _to_disk(place)
    return name


WIDTH_OF_A_GROUP = 2**16  # rows: DuckDB shares the work on a file by them


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path, listed: Collection[str], *, spared: float = SPARED) -> int:
    """Remove what no row lists: replaced files after a while, and what a killed run left. Only while nobody fills."""
    gone = 0
    for path in folder.glob("*/*"):
        if str(path.relative_to(folder)) in listed:
            continue
        if path.suffix == UNFINISHED or time.time() - path.stat().st_mtime >= spared:
            path.unlink()
            gone += 1
    return gone
