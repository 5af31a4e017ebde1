"""What every command has in common."""

import errno

import click
import pytest
from click.testing import CliRunner

from guanxi.config import cli


def test_full_disk_is_a_sentence_and_other_faults_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(number: int) -> click.Command:
        @click.command()
        def command() -> None:
            raise OSError(number, "No space left on device", "/srv/guanxi/static/a.css")

        return command

    monkeypatch.setattr(cli.Commands, "get_command", lambda _self, _ctx, name: raising(int(name)))
    full = CliRunner().invoke(cli.main, [str(errno.ENOSPC)])
    assert (full.exit_code, full.output.split(":")[1].strip()) == (1, "The disk is full (/srv/guanxi/static/a.css)")
    other = CliRunner().invoke(cli.main, [str(errno.EBADF)])
    assert isinstance(other.exception, OSError)
