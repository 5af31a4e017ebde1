"""The real files of `files/`, unpacked where a test wants them."""

import zipfile
from pathlib import Path

FILES = Path(__file__).parent / "files"


def unpacked(archive: str, name: str, folder: Path) -> Path:
    """One file of an archive in `files/`."""
    with zipfile.ZipFile(FILES / archive) as packed:
        return Path(packed.extract(name, folder))


def names(archive: str) -> list[str]:
    """The files of an archive in `files/`."""
    with zipfile.ZipFile(FILES / archive) as packed:
        return packed.namelist()


def content(archive: str, name: str) -> bytes:
    """The bytes of one file of an archive in `files/`."""
    with zipfile.ZipFile(FILES / archive) as packed:
        return packed.read(name)
