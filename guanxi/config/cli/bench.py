"""`guanxi bench`."""

import json
import os
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[3]


@click.command()
@click.argument("size", type=click.Choice(["10k", "100k", "1m"]), default="10k")
@click.option("--fresh", is_flag=True, help="Make the data set anew although it is there.")
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell the growth since this result.json.",
)
@click.option("--only", default="", help="Only the cases whose name fits this pattern, no bulk work.")
@click.option(
    "--seconds", default=4.0, show_default=True, help="How long each case is measured, at 1 and at 8 connections."
)
@click.option("--port", default=8190, show_default=True, help="The first of three ports.")
def command(size: str, *, fresh: bool, compare: Path | None, only: str, seconds: float, port: int) -> None:
    """Measure this machine: a seeded data set, the product on it, ratios to floors of the same run."""
    if not (ROOT / "bench").is_dir():
        raise click.ClickException("The measurements are part of the source tree, not of the installed package.")
    os.environ["GUANXI_VAR"] = str(ROOT / "var" / f"bench-{size}")  # before anything reads it
    os.environ["DEMO"] = "no"
    sys.path.insert(0, str(ROOT))
    from guanxi.config.database import start_django

    start_django()
    from bench import (
        baskets,
        chances,
        daily,
        dashboard,
        factwrite,
        forecast,
        ground,
        measure,
        purchases,
        report,
        risk,
        warehouse,
    )

    wanted = measure.Run(size, port, seconds, only, say=lambda text: click.echo(text, err=True))
    result = measure.run(wanted, fresh=fresh)
    before = json.loads(compare.read_text()) if compare else None
    path = measure.save(result, ground.folder(size))
    click.echo(report.table(result, before))
    if not only:
        for one in (baskets, chances, daily, dashboard, factwrite, forecast, purchases, risk, warehouse):
            click.echo(f"\n{one.table()}")
    click.echo(f"\nRaw result: {path}")
