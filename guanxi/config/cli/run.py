"""`guanxi run`."""

import click

from guanxi.config.postgres import StartFailed
from guanxi.config.postgres.place import Unreachable
from guanxi.config.supervisor import AlreadyRunning, PortTaken, StepFailed, Supervisor


@click.command()
def command() -> None:
    """Start everything: database, web, streams and jobs. Ctrl-C stops it cleanly."""
    try:
        Supervisor().run()
    except (AlreadyRunning, PortTaken, StartFailed, Unreachable) as error:
        raise click.ClickException(str(error)) from error
    except StepFailed as error:
        raise click.ClickException("Guanxi did not start; `guanxi doctor` says more.") from error
