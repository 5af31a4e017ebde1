"""Rows between PostgreSQL and NumPy as COPY's binary form: a million of them without an object for each. No I/O.

Columns are whole numbers ("i4", "i8") and numbers ("f8"), none of them null: nan stands for what is not known.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

HEAD = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)
END = struct.pack("!h", -1)


def _row(kinds: Sequence[str]) -> np.dtype[Any]:
    """A row as it stands in the stream: how many fields, then for each its length and itself."""
    parts: list[tuple[str, str]] = [("fields", ">i2")]
    for place, kind in enumerate(kinds):
        parts += [(f"length{place}", ">i4"), (f"field{place}", f">{kind}")]
    return np.dtype(parts)


def unpack(copied: bytes, kinds: Sequence[str]) -> list[Any]:
    """The columns of what `copy … to stdout (format binary)` gave; raises ValueError where a field is null or of another kind."""
    shape = _row(kinds)
    rows = np.frombuffer(copied, dtype=shape, offset=len(HEAD), count=(len(copied) - len(HEAD)) // shape.itemsize)
    lengths = [(rows[f"length{place}"] == shape[f"field{place}"].itemsize).all() for place in range(len(kinds))]
    if not (all(lengths) and (rows["fields"] == len(kinds)).all()):
        raise ValueError("a field is null, or not of the kind that was asked for")
    return [rows[f"field{place}"].astype(kind) for place, kind in enumerate(kinds)]


def pack(columns: Sequence[Any], kinds: Sequence[str]) -> bytes:
    """These columns as `copy … from stdin (format binary)` takes them."""
    shape = _row(kinds)
    rows = np.empty(len(columns[0]), dtype=shape)
    rows["fields"] = len(kinds)
    for place, column in enumerate(columns):
        rows[f"length{place}"] = shape[f"field{place}"].itemsize
        rows[f"field{place}"] = column
    return HEAD + rows.tobytes() + END
