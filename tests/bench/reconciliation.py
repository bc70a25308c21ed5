"""How fast a month of thirty thousand lines is read, matched and named, against one minute."""

import time
from pathlib import Path

from app.ledger.reconciliation_words import StatementState
from app.store import db
from tests.bench.figures import Figure
from tests.support.bank_month import found_faults, make_month, reconcile_month, write_book
from tests.support.web import make_app

LINES = 30_000
#: Thirty thousand lines in a minute, from the file to the last name.
RATE_MIN = LINES / 60


def measure(url: str, folder: Path) -> list[Figure]:
    """Return lines a second, and the share of the known faults that were found by name."""
    app = make_app(url, data_dir=folder)
    with app.app_context():
        month = make_month(LINES, seed=940)
        write_book(month)
        began = time.monotonic()
        row = reconcile_month(month, "plain")
        took = time.monotonic() - began
        assert row.state is StatementState.READ, row.failure
        found = found_faults()
        assert not found - month.truth, "a fault was invented"
        share = (found & month.truth).total() / month.truth.total()
        db.session.remove()
        db.engine.dispose()
    return [
        Figure(f"reconciliation: {LINES} lines read, matched, named", LINES / took, "/s", RATE_MIN),
        Figure("reconciliation: the whole month", took, "s"),
        Figure("60 s over the whole month", 60 / took, "x", 1),
        Figure("reconciliation: share of known faults found", share, "", 1.0),
    ]
