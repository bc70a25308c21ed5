"""`make demo-day`: walk the demo case to its next legal date, through the server's own doors."""

import time
from typing import Any

import click
import requests
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app import runtime
from app.kernel.facts import parse_stamp
from app.store import db
from app.trail.models import TrailEntry
from app.trail.wording import sentence

TIMEOUT_SECONDS = 20


class DemoDay:
    """A program signed in as demo staff, which moves the clock and tells what happened."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._token = ""

    def sign_in(self, account: str, password: str) -> None:
        """Sign in; raises ClickException with the server's own words."""
        answer = self._ask(
            "POST", "/api/v1/sessions", json={"account": account, "password": password}
        )
        self._token = answer["csrf_token"]

    def go_on(self) -> dict[str, Any]:
        """Move the clock to the next moment the record names."""
        return self._ask("POST", "/api/v1/rehearsal/next", headers={"X-CSRF-Token": self._token})

    def wait_until_worked(self, moment: str) -> None:
        """Wait until the clock process has done what was due at a moment."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            worked_to = self._ask("GET", "/api/v1/clock")["worked_to"]
            if worked_to and parse_stamp(worked_to) >= parse_stamp(moment):
                return
            runtime.sleep(0.2)
        raise click.ClickException("The clock process did not follow; see var/log/clock.log.")

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            answer = self._session.request(
                method, self._address + path, timeout=TIMEOUT_SECONDS, **options
            )
        except requests.RequestException:
            raise click.ClickException(
                f"No server answers at {self._address}; start it with `make run` first."
            ) from None
        if not answer.ok:
            problem = answer.json()
            raise click.ClickException(f"{problem['title']}. {problem['detail']}")
        body: dict[str, Any] = answer.json()
        return body


def _last_entry() -> int:
    return db.session.scalar(select(TrailEntry.id).order_by(TrailEntry.id.desc()).limit(1)) or 0


def _tell(since: int) -> None:
    query = select(TrailEntry).where(TrailEntry.id > since).order_by(TrailEntry.id).limit(200)
    for entry in db.session.scalars(query):
        if not entry.name.startswith(("identity.", "scheduling.")):
            click.echo(f"    {entry.at:%Y-%m-%d %H:%M} {entry.case_number or ''} {sentence(entry)}")
    db.session.rollback()


@click.command("demo-day")
@click.option("--steps", default=1, show_default=True, help="How many legal dates to walk on.")
@click.option("--account", default="clerk", show_default=True, help="Demo staff to sign in as.")
@click.option("--password", envvar="DEMO_PASSWORD", default="", help="Default: the demo people's.")
@with_appcontext
def demo_day_command(steps: int, account: str, password: str) -> None:
    """Walk the demo case to its next legal date and tell what the platform did by itself."""
    day = DemoDay(current_app.config["PUBLIC_URL"])
    day.sign_in(account, password or current_app.config["DEMO_PASSWORD"])
    with current_app.test_request_context():
        for _ in range(steps):
            since = _last_entry()
            now = day.go_on()["server_time"]
            day.wait_until_worked(now)
            click.echo(f"It is {now} now.")
            _tell(since)
