"""`guanxi files`."""

import click

from guanxi.config import static, translations, vendor
from guanxi.config.database import start_django


@click.command()
def command() -> None:
    """Make what the pages need: front-end files, translations, static files under their final names."""
    try:
        vendor.bring()
    except vendor.VendorError as error:
        raise click.ClickException(str(error)) from error
    translations.compile_all()
    if static.outdated():
        start_django()
        static.collect()
