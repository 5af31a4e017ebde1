"""`guanxi vendor`."""

import click

from guanxi.config import vendor


@click.command()
@click.option("--with-tests", is_flag=True, help="Also what only the tests need (axe-core).")
def command(*, with_tests: bool) -> None:
    """Bring the front-end files (htmx, icons, font) into guanxi/ui/static/vendor/."""
    try:
        vendor.bring(with_tests=with_tests)
    except vendor.VendorError as error:
        raise click.ClickException(str(error)) from error
