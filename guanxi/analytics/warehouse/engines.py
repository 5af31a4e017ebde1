"""Tables of the warehouse on an engine: DuckDB in this process, or a Spark session of a cluster that reads the same files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEMORY = "512MB"
THREADS = 2


def duckdb(
    folder: Path, listed: Mapping[str, list[str]], *, memory: str = MEMORY, threads: int = THREADS
) -> dict[str, Any]:
    """A table of Ibis per source; what does not fit into `memory` goes to a temporary folder beside the files."""
    import ibis

    settings = {
        "memory_limit": memory, "threads": threads, "TimeZone": "UTC", "temp_directory": str(folder / ".duckdb"),
        "autoinstall_known_extensions": False,
    }  # fmt: skip
    connection = ibis.duckdb.connect(**settings)
    paths = {source: [str(folder / name) for name in names] for source, names in listed.items()}
    return {source: connection.read_parquet(names, table_name=source) for source, names in paths.items()}


def spark(session: Any, folder: str, listed: Mapping[str, list[str]]) -> dict[str, Any]:
    """The same on a session of Spark; `folder` is where its executors find the files, also in an object store."""
    import ibis

    session.conf.set("spark.sql.session.timeZone", "UTC")
    connection = ibis.pyspark.connect(session)
    for source, names in listed.items():
        session.read.parquet(*[f"{folder}/{name}" for name in names]).createOrReplaceTempView(source)
    return {source: connection.table(source) for source in listed}
