"""`guanxi job`."""

import importlib
import json

import click

from guanxi.config.database import start_django
from guanxi.config.parent import die_with_parent


@click.command(hidden=True)
@click.argument("name")
@click.argument("given")
def command(name: str, given: str) -> None:
    """What `core.apart` starts: call `module:function` with a JSON list of values; ends with the worker that asked."""
    if bind := die_with_parent(of_caller=True):
        bind()
    start_django()
    module, _, function = name.partition(":")
    getattr(importlib.import_module(module), function)(*json.loads(given))
