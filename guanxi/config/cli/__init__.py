"""`guanxi`: one file per command; a file added here is a command, named like the file, exposed as `command`."""

import errno
import importlib
import pkgutil
from typing import Any

import click


class Commands(click.Group):
    """Finds commands by file name and imports only the one that is run, so that `guanxi` starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of the files of this package; a trailing underscore (`import_`) only dodges a keyword."""
        modules = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.removesuffix("_").replace("_", "-") for name in modules if not name.startswith("__"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The `command` of one file, or None (click then says which commands there are)."""
        if cmd_name not in self.list_commands(ctx):
            return None
        files = {
            module.name.removesuffix("_").replace("_", "-"): module.name for module in pkgutil.iter_modules(__path__)
        }
        command = importlib.import_module(f"{__name__}.{files[cmd_name]}").command
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; a full disk is a sentence, whatever was being written."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            place = f" ({error.filename})" if error.filename else ""
            message = f"The disk is full{place}: free at least 2 GiB, or move Guanxi's folder with GUANXI_VAR."
            raise click.ClickException(message) from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Guanxi, customer relationship management. `guanxi run` starts everything."""
