"""`guanxi web`."""

import os
import sys

import click

from guanxi.config import env

THREADS = 4  # per worker; each may hold one connection of the worker's pool


@click.command()
@click.option("--workers", type=int, default=lambda: int(os.environ.get("WEB_WORKERS", "0")) or default_workers())
def command(*, workers: int) -> None:
    """Serve pages and API (granian, WSGI) on HOST and PORT."""
    options = {
        "--interface": "wsgi",
        "--host": env.HOST,
        "--port": str(env.PORT),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    switches = ["--no-ws", "--respawn-failed-workers"]
    become_granian("guanxi.config.wsgi:application", options, switches)


def default_workers() -> int:
    """One per two cores: PostgreSQL and the job worker need the other half."""
    return max(1, (os.cpu_count() or 1) // 2)


def become_granian(target: str, options: dict[str, str], switches: list[str]) -> None:
    """Replace this process by granian, so that the supervisor watches the server itself."""
    pairs = [part for pair in options.items() for part in pair]
    os.execv(sys.executable, [sys.executable, "-m", "granian", *pairs, *switches, target])  # noqa: S606 - no shell wanted
