"""The shared strings of a workbook, on disk and read no further than asked for."""

import re
import tempfile
import zipfile
from array import array
from functools import lru_cache
from xml.parsers import expat

from guanxi.intake.readers import archive as archives

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Strings by number. A workbook of a million different names costs eight bytes of memory for each.

    A string over `limit` characters is cut one character above it, so that its row can be refused.
    """

    def __init__(self, archive: zipfile.ZipFile, part: str, limit: int) -> None:
        self._limit = limit
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the rows do
        self._ends = array("Q", [0])
        self._made: list[str] = []
        self._pieces: list[str] = []
        self._size, self._skip, self._inside = 0, 0, False
        self._feed = archives.parse(archive, part, self._parser()) if part else iter(())
        self.get = lru_cache(maxsize=16_384)(self._get)

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()

    def _get(self, number: int) -> str:
        while number + 1 >= len(self._ends):
            if next(self._feed, self) is self:
                self._store()
                if number + 1 >= len(self._ends):
                    raise ValueError(f"shared string {number}")
                break
            self._store()
        start = self._ends[number]
        self._file.seek(start)
        return self._file.read(self._ends[number + 1] - start).decode("utf-8", "surrogatepass")

    def _store(self) -> None:
        """Move what was parsed to the disk."""
        if not self._made:
            return
        end = self._file.seek(0, 2)
        parts = [text.encode("utf-8", "surrogatepass") for text in self._made]
        for part in parts:
            end += len(part)
            self._ends.append(end)
        self._file.write(b"".join(parts))
        self._made.clear()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        return parser

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._pieces, self._size = [], 0
        elif name == "rPh":  # how a word is pronounced: not part of it
            self._skip += 1
        self._inside = name == "t" and not self._skip

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._inside = False
        if name == "si":
            self._made.append(unescaped("".join(self._pieces)))
        elif name == "rPh":
            self._skip -= 1

    def _text(self, text: str) -> None:
        if self._inside and self._size <= self._limit:
            self._pieces.append(text[: self._limit + 1 - self._size])
            self._size += len(text)


def unescaped(text: str) -> str:
    """Workbooks write control characters as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
