"""`guanxi doctor`."""

import sys

import click

from guanxi.config.doctor import examine


@click.command()
def command() -> None:
    """Say in plain words what is wrong and what to do; ends with 1 if anything is."""
    ill = 0
    for finding in examine():
        click.echo(f"{'ok ' if finding.well else '!! '} {finding.about}: {finding.says}")
        if not finding.well:
            ill += 1
            click.echo(f"    → {finding.remedy}")
    click.echo("Nothing to do." if not ill else f"{ill} to mend.")
    sys.exit(1 if ill else 0)
