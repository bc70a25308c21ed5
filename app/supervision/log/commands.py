"""`flask log`: seal, keys, and reading everything again."""

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from app.store import db
from app.supervision.log import keys, stamping, witnesses
from app.supervision.log.fsck import against, fsck
from app.supervision.log.process import run_sealer
from app.trail.export import log_zip
from app.trail.stored_tree import newest_checkpoint


@click.group("log")
def log_group() -> None:
    """Keep the sealed log of the record."""


@log_group.command("seal")
@with_appcontext
def seal_command() -> None:
    """Run the sealer: every fact into the tree, a signed root every second."""
    try:
        run_sealer()
    except keys.KeyFault as fault:
        raise click.ClickException(str(fault)) from None


@log_group.command("key")
@click.option("--origin", default="", help="Name of the log; default the site and the year.")
@click.option("--rotate", "rotates", is_flag=True, help="Let a new key take over.")
@click.option("--overlap-days", default=30, type=click.IntRange(0, 365), show_default=True)
@with_appcontext
def key_command(*, origin: str, rotates: bool, overlap_days: int) -> None:
    """Make the log's key, or a new one beside the old; print the public keys."""
    try:
        held = keys.load()
        if rotates and not held:
            raise click.ClickException("there is no key to rotate; make the first one")
        if rotates or not held:
            name = held[-1].name if held else origin or keys.default_origin()
            held.append(keys.new_key(name))
            keys.save(held)
        keys.register(held, overlap=timedelta(days=overlap_days))
    except keys.KeyFault as fault:
        raise click.ClickException(str(fault)) from None
    for key in keys.public_keys():
        click.echo(str(key))


@log_group.command("compromised")
@click.argument("key_id", metavar="KEY_ID")
@click.option("--size", required=True, type=click.IntRange(0), help="Last size before the theft.")
@with_appcontext
def compromised_command(*, key_id: str, size: int) -> None:
    """Report that the key KEY_ID (8 hexadecimal digits) was stolen; a new one takes over at once.

    What the stolen key signed alone stands up to the last size before --size that a witness
    signed; everything above is to be witnessed anew.
    """
    try:
        fact = keys.report_stolen(key_id, size)
    except keys.KeyFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{key_id} is reported stolen at {fact.size}; witnesses saw {fact.witnessed}.")
    click.echo("Say so on the notice board, and give every reader and witness these lines:")
    for rule in witnesses.policy().logs:
        click.echo(str(rule))


def _read_one_moment() -> None:
    """Read on as of one moment, however long it takes, while the sealer goes on."""
    db.session.rollback()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    db.session.execute(text("SET LOCAL statement_timeout = 0"))


@log_group.command("fsck")
@click.option(
    "--against",
    "kept",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint somebody kept outside; may be given several times.",
)
@with_appcontext
def fsck_command(*, kept: tuple[Path, ...]) -> None:
    """Read every fact again: leaves, tree, roots, signatures, lag; exit 1 on any breach.

    Only a checkpoint kept outside shows that nobody computed the whole log anew.
    """
    _read_one_moment()
    breaches = list(fsck())
    for file in kept:
        breaches += against(file.read_text(encoding="utf-8"))
    for breach in breaches:
        click.echo(f"BREACH {breach.invariant} {breach.detail}")
    if breaches:
        raise SystemExit(1)
    click.echo("The log is whole.")
    if not kept:
        click.echo("NOT COVERED: a log that was computed anew; give a checkpoint kept outside.")


@log_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_command(*, file: Path) -> None:
    """Write the whole log into FILE.zip: public facts, all leaves, the signed roots."""
    _read_one_moment()
    checkpoint = newest_checkpoint()
    if checkpoint is None:
        raise click.ClickException("nothing was sealed yet")
    draft = file.with_name(f".{file.name}.part")
    with draft.open("wb") as target:
        count = log_zip(target, checkpoint)
    draft.replace(file)
    click.echo(f"{count} entries under the root of {checkpoint.size}")


@log_group.command("timestamp")
@click.option(
    "--watch", "watches", is_flag=True, help="Go on: hourly, and as bidding begins or ends."
)
@with_appcontext
def timestamp_command(*, watches: bool) -> None:
    """Let the authority of TSA_URL stamp the newest checkpoint (RFC 3161)."""
    if watches:
        stamping.watch(current_app._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001
        return
    try:
        size = stamping.stamp_newest()
    except stamping.StampFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("nothing was sealed yet" if size is None else f"stamped the root of {size}")
