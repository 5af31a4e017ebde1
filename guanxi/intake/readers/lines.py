"""The physical lines of a text file: streamed, numbered, and with the broken ones marked."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from guanxi.intake.values.problem import Problem

BLOCK = 262_144
KEPT = 2_000  # characters of a line over the limit, to show which it is
MARKED = "guanxi-mark"
_BROKEN = re.compile("[\x00\udc00-\udcff]")
_MARKS = re.compile("[\udc00-\udcff]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Undecodable bytes become lone surrogates, so that the rest of the file goes on and they can be found again."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(MARKED, _mark)


class TooLarge(Exception):
    """A record has grown over the limit; what was read of it is in `Lines.record`."""


class Lines:
    """An iterator of lines with their ends, for `csv.reader`.

    `number`: the last line handed out. `record` and `size`: the lines handed out since `begin`, and their characters.
    `bad`: the problem of a line by its number. `left_open`: lines over the limit whose quotation mark stays open.
    Memory is bounded by `limit` characters for a record and one block.
    """

    def __init__(self, file: BinaryIO, codec: str, *, bom: int, limit: int, quote: str = '"') -> None:
        self.codec, self.limit, self.quote = codec, limit, quote
        self.number, self.size = 0, 0
        self.record: list[str] = []
        self.bad: dict[int, Problem] = {}
        self.left_open: set[int] = set()
        self._again: list[str] = []
        self._made = 0
        self._cut: str | None = None
        self._quotes = 0
        self._lines = self._split(file, bom)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.number += 1
        self.record.append(line)
        self.size += len(line)
        if self.size > self.limit:
            raise TooLarge
        return line

    def begin(self) -> None:
        """The next line begins a record."""
        self.record = []
        self.size = 0

    def give_back(self, lines: list[str]) -> None:
        """These lines, the last ones handed out, are to be read again."""
        self._again.extend(reversed(lines))
        self.number -= len(lines)

    def _split(self, file: BinaryIO, bom: int) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.codec)(MARKED)
        file.seek(bom)
        fed = base = bom
        tail, block = "", b"-"
        while block:
            block = file.read(BLOCK)
            fed += len(block)
            text = tail + decoder.decode(block, not block)
            lines = io.StringIO(text, newline="").readlines()
            # A last "\r" may be the first half of "\r\n": it waits for the next block too.
            tail = lines.pop() if block and lines and not lines[-1].endswith("\n") else ""
            if self._cut is not None:
                tail = self._end_of_cut(lines, tail, last=not block)
            if not _is_clean(text):
                self._look(lines, base)
            for line in lines:
                self._made += 1
                yield line if len(line) <= self.limit else self._shortened(line)
            if len(tail) > self.limit:
                self._cut, self._quotes, tail = tail[:KEPT], tail.count(self.quote), ""
            base = fed - len(decoder.getstate()[0]) - self._bytes(tail)

    def _end_of_cut(self, lines: list[str], tail: str, *, last: bool) -> str:
        """Drop the rest of a line over the limit; its first characters take its place. Returns the new tail."""
        if not lines and not last:
            self._quotes += tail.count(self.quote)
            return ""
        rest = lines[0] if lines else tail
        lines[:1] = [self._marked(self._cut or "", self._made + 1, self._quotes + rest.count(self.quote))]
        self._cut = None
        return tail if len(lines) > 1 or not last else ""

    def _shortened(self, line: str) -> str:
        return self._marked(line[:KEPT], self._made, line.count(self.quote))

    def _marked(self, head: str, number: int, quotes: int) -> str:
        self.bad[number] = Problem("row_too_large", {"limit": self.limit})
        if self.quote and quotes % 2:
            self.left_open.add(number)
        return (head.replace(self.quote, "") if self.quote else head).rstrip("\r\n") + "\n"

    def _look(self, lines: list[str], base: int) -> None:
        """Mark the lines of a block that hold NUL or undecodable bytes, with the byte's place in the file from 0."""
        for at, line in enumerate(lines):
            found = _BROKEN.search(line)
            if found:
                place = base + self._bytes(line[: found.start()])
                self.bad.setdefault(self._made + at + 1, self._broken(found[0], place))
            base += self._bytes(line)

    def _bytes(self, text: str) -> int:
        """How many bytes of the file the text was; a mark was one."""
        plain, marks = _MARKS.subn("", text)
        return len(plain.encode(self.codec)) + marks

    def _broken(self, character: str, place: int) -> Problem:
        if character == "\0":
            return Problem("nul_byte", {"position": place})
        byte = f"{ord(character) & 0xFF:02X}"
        return Problem("undecodable", {"position": place, "byte": byte, "encoding": self.codec})


def _is_clean(text: str) -> bool:
    if "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True
