"""`flask rank`: score everybody by the evidence in the books, or prove what is stored."""

import click
from flask.cli import with_appcontext

from app.kernel.clock import clock
from registry.queries.scores import ranking_of
from registry.services.nightly import make_run
from registry.services.recomputing import recompute_all
from registry.vocabulary import AgencyKind

_SHOWN = 20


@click.command("rank")
@click.option("--check", is_flag=True, help="Only compute what is stored again and compare.")
@click.option("--top", default=_SHOWN, show_default=True, help="So many agencies of each kind.")
@with_appcontext
def rank_command(*, check: bool, top: int) -> None:
    """Compute every stored score again from its evidence, then make a run and print the ranking.

    Ends with 1 and the differences when a single digit does not come out as it is stored.
    """
    differences = recompute_all()
    for difference in differences:
        click.echo(difference, err=True)
    if differences:
        raise click.ClickException(f"{len(differences)} stored values do not follow from evidence")
    click.echo("Every stored score follows from its evidence.")
    if check:
        return
    run = make_run(at=clock.now())
    click.echo(f"run {run.id}, model {run.model}, {run.panel} agencies")
    for kind in AgencyKind:
        click.echo(f"\n{kind}")
        for place, (agency, score) in enumerate(ranking_of(kind)[:top], start=1):
            click.echo(f"{place:4} {score.total:7.2f} {score.tier} {agency.code} {agency.name}")
