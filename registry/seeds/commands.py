"""`flask demo history`: load real auction results as the history of made-up agencies."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.kernel.clock import clock
from registry.seeds.sold import SOURCE, load_sold, read_sold

#: Third-party data lies beside the repository and is never part of it.
BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / SOURCE


@click.command("history")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), default=BESIDE)
@with_appcontext
def history_command(path: Path) -> None:
    """Load the sold lots of PATH as evidence about made-up agencies, and score everybody."""
    if not current_app.config["DEMO"]:
        msg = "Setting DEMO: demo data is switched off here."
        raise click.ClickException(msg)
    if not path.is_file():
        msg = f"{path} is not there: the file is third-party data and lies beside the repository."
        raise click.ClickException(msg)
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            lots = read_sold(source)
    except ValueError as fault:
        raise click.ClickException(f"{path.name}: {fault}") from None
    if not lots:
        raise click.ClickException(f"{path.name}: no lot stands in the file")
    done = load_sold(lots, at=clock.now())
    click.echo(f"{done.agencies} made-up agencies listed, {done.pieces} sales written down.")
    if study := done.study:
        click.echo(
            f"{study.n} sales: median {study.median:.3f}, COD {study.cod:.1f}, "
            f"PRD {study.prd:.3f}, PRB {study.prb or 0:.3f}, MKI {study.mki or 0:.3f}"
        )
    click.echo("See /ranking?field=real_estate and /ratios?region=89.")
