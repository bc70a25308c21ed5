"""`flask demo seed`: fill an empty platform with people, cases and lots; safe to repeat."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from app.identity.facade import actor_named, find_person
from app.kernel.clock import clock
from app.ledger.seeds import bank_door
from appraisal.seeds import seed_platforms
from auction.seeds.people import people_table, seed_people
from auction.seeds.plans import FRESH, LOTS
from auction.seeds.walk import DAYS_BEFORE, Walk, tick, walk_all
from registry.facade import find_case
from registry.seeds import PanelHistory, history_command, seed_registry


@click.group("demo")
def demo_group() -> None:
    """Demo data: made up, written by the services themselves."""


demo_group.add_command(history_command)


@demo_group.command("seed")
@with_appcontext
def seed_command() -> None:
    """Lay the demo unless it is there, and print the demo people."""
    config = current_app.config
    if not config["DEMO"]:
        msg = "Setting DEMO: demo data is switched off here."
        raise click.ClickException(msg)
    password = config["DEMO_PASSWORD"]
    if find_person("clerk") is None:
        begins_at = clock.now() - timedelta(days=DAYS_BEFORE)
        panel = PanelHistory(clock.now() - timedelta(days=1))
        panel.lay_past(begins_at)
        court = seed_registry(begins_at)[0]
        seed_people(court_id=court.id, password=password, at=begins_at)
        seed_platforms(operator=actor_named("operator"), at=begins_at)
        recent = panel.steps_after(begins_at)
        if config["DEMO_LOTS"]:
            _seed_lots(recent)
        else:
            deque(recent, maxlen=0)
    elif config["DEMO_LOTS"] and find_case(FRESH.case.number) is None:
        msg = "The demo data was laid only in part: run `make demo` to lay it afresh."
        raise click.ClickException(msg)
    click.echo(people_table(password))


def _seed_lots(recent: Iterator[datetime]) -> None:
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    now = clock.now().replace(second=0, microsecond=0)
    with bank_door(application):
        walk_all([*(Walk(plan, now).steps() for plan in (*LOTS, FRESH)), recent])
        tick(clock.now())
