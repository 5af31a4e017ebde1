"""All checks in order."""

from collections.abc import Iterator

from guanxi.config.doctor import files, machine, server
from guanxi.config.doctor.finding import Finding


def examine() -> Iterator[Finding]:
    """Findings as they are made: machine, files, database."""
    yield from machine.check()
    yield from files.check()
    yield from server.check()
