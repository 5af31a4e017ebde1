"""What a file is, told by its first bytes; its name is never believed."""

import zipfile
from pathlib import Path

_MAGIC = (
    (b"%PDF-", "pdf"), (b"\x1f\x8b", "gzip"), (b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image?"), (b"RIFF", "image?"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"MZ", "binary?"), (b"\x7fELF", "binary"), (b"PAR1", "binary"),
    (b"SQLite format 3\x00", "binary"), (b"ID3", "binary?"), (b"\x00\x00\x01\x00", "image"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
EXPECTED = {"csv": "csv tsv txt tab text dat asc", "xlsx": "xlsx xlsm xltx", "xls": "xls xlt et"}


def kind_of(path: Path) -> str:
    """One of the words of `values.describe.KINDS`, or "empty". "csv" is any text that could be a table."""
    with path.open("rb") as file:
        head = file.read(65_536)
    if not head.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        return "empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return "xls" if _holds_workbook(path) else "ole"
    if head[:4] in _BARE_BIFF:
        return "ole"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (not kind.endswith("?") or _is_binary(head)):
            return kind.rstrip("?")
    return _text_kind(head)


def wrong_extension(path: Path, kind: str) -> bool:
    """Whether the name promises another kind of table; a name without an extension promises nothing."""
    extension = path.suffix.lower().lstrip(".")
    return bool(extension) and extension not in EXPECTED.get(kind, extension).split()


def is_locked(path: Path) -> bool:
    """Whether the compound file is a new workbook under a password."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(1 << 26)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.filelist[:10_000]]
            mime = (
                archive.read("mimetype")[:80]
                if "mimetype" in names and archive.getinfo("mimetype").file_size < 999
                else b""
            )
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return "zip"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    for folder, kind in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in names):
            return kind
    return "zip"


def _holds_workbook(path: Path) -> bool:
    """Whether the compound file has the stream of a workbook: `Workbook` (BIFF8) or `Book` (BIFF5)."""
    with path.open("rb") as file:
        data = file.read(1 << 26)
    return "Workbook".encode("utf-16-le") in data or "Book\x00".encode("utf-16-le") in data


def _text_kind(head: bytes) -> str:
    start = head[:4096].decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    start = start.lstrip("\ufeffï»¿ \r\n\t").lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<div", "<style")):
        return "html"
    if start.startswith("<?xml"):
        return "html" if "<html" in start else "xml"
    if start.startswith("begin:vcard"):
        return "vcard"
    return "binary" if _is_binary(head) else "csv"


def _is_binary(head: bytes) -> bool:
    """Whether the bytes are no text in any encoding: many control characters and no pattern of UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    controls = sum(head.count(bytes([code])) for code in range(1, 32) if code not in (9, 10, 13, 26, 27, 12))
    nuls = head.count(b"\x00")
    if controls > len(head) * 0.02 + 2:
        return True
    even, odd = head[::2].count(b"\x00"), head[1::2].count(b"\x00")
    return nuls > len(head) * 0.3 and min(even, odd) > max(even, odd) * 0.2
