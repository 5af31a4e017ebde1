"""The parts of a workbook's ZIP file, opened with distrust."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from guanxi.intake.readers.table import Limits
from guanxi.intake.values.problem import Unreadable

CHUNK = 65_536
SMALL = 50_000_000  # below this a high ratio hurts nobody
LONGEST_TOKEN = 16_000_000  # bytes of XML without one event: no workbook writes such a tag
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, after its directory was judged. Whatever is broken in it is `Unreadable`."""
    try:
        with zipfile.ZipFile(path) as archive:
            _judge(archive, path.stat().st_size, limits)
            yield archive
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise Unreadable("password") from None
    except BROKEN as error:
        raise Unreadable("damaged", reason=str(error)[:200] or type(error).__name__) from error


def parse(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Feed a part to the parser, yielding after each piece, so that the caller can take what came of it.

    Document types are refused: entities that multiply have no other door. zipfile never inflates more than the
    directory declares, which `opened` has judged; a tag that never ends is cut off here.
    """
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    with archive.open(part) as file:
        while piece := file.read(CHUNK):
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
                raise Unreadable("damaged", reason="XML")
            yield
        parser.Parse(b"", True)
        yield


def elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part in their order, names without prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    if archive.getinfo(part).file_size > SMALL:
        raise Unreadable("unpacks_too_large", limit=SMALL // 1_000_000)
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    for _piece in parse(archive, part, parser):
        pass
    return found


def related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part points to: the relation's id to its kind and the part's name."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return {}
    return {
        attributes["Id"]: (attributes["Type"].rpartition("/")[2], _resolved(folder, attributes["Target"]))
        for name, attributes in elements(archive, relations)
        if name == "Relationship" and attributes.get("TargetMode") != "External"
    }


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _judge(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise Unreadable("too_many_parts", limit=limits.parts)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked:
        raise Unreadable("unpacks_too_large", limit=limits.unpacked // 1_000_000)
    if unpacked > SMALL and unpacked > packed * limits.ratio:
        raise Unreadable("packed_too_tightly", ratio=unpacked // max(packed, 1))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("password")


def _refuse_doctype(*_declaration: object) -> None:
    raise Unreadable("has_entities")
