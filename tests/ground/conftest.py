import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that the server's account can reach when we are root (pytest closes its own to everybody else)."""
    with tempfile.TemporaryDirectory(prefix="guanxi-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder
