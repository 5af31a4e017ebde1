"""`guanxi messages`."""

import click

from guanxi.config import translations


@click.group()
def command() -> None:
    """Translations: update the .po files from the source, check them, compile them."""


@command.command()
def update() -> None:
    """Bring every package's zh_Hans .po file in step with its source; new texts wait for their translation."""
    for path in translations.update_all():
        click.echo(path)


@command.command()
def check() -> None:
    """Fail when a text is missing, empty, fuzzy, unused, or differs in its placeholders."""
    faults = translations.faults()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(
            f"{len(faults)} faults in the translations; `make messages` brings the files in step."
        )


@command.command(name="compile")
def compile_() -> None:
    """Compile the .po files that changed."""
    translations.compile_all()
