"""`guanxi streams`."""

import click

from guanxi.config import env
from guanxi.config.cli.web import become_granian

OPEN_STREAMS = "8192"  # granian's own limit of 1,024 lets the next stream hang


@click.command()
def command() -> None:
    """Serve notices and progress as they happen (granian, ASGI, one process) on HOST and STREAM_PORT."""
    options = {
        "--interface": "asginl",
        "--host": env.HOST,
        "--port": str(env.STREAM_PORT),
        "--workers": "1",
        "--backlog": OPEN_STREAMS,
        "--backpressure": OPEN_STREAMS,
        "--workers-kill-timeout": "2",
        "--log-level": "warning",
    }
    become_granian("guanxi.config.asgi:application", options, ["--no-ws", "--respawn-failed-workers"])
