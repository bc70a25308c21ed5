"""`flask database-role`: give the web process's role its rights, or say which it has too many."""

import click
from flask.cli import with_appcontext

from app.store import db
from app.store.roles import ROLE, lay_rights, rights_too_many


@click.command("database-role")
@click.argument("role")
@click.option("--check", "checks", is_flag=True, help="Change nothing; exit 1 if it may too much.")
@with_appcontext
def database_role_command(*, role: str, checks: bool) -> None:
    """Let ROLE read and add everywhere, and change or delete nothing that the record keeps.

    Run it as the owner of the tables after every migration.
    """
    if not ROLE.fullmatch(role):
        raise click.BadParameter("a plain name: small letters, digits and _", param_hint="ROLE")
    with db.engine.begin() as connection:
        if not checks:
            lay_rights(connection, role)
        found = rights_too_many(connection, role)
    for fault in found:
        click.echo(f"{role}: {fault}")
    if found:
        raise SystemExit(1)
    click.echo(f"{role} reads and adds; it changes nothing that the record keeps.")
