"""How fast a list of the country's length comes in: read, compared, applied, and read again."""

import time
from pathlib import Path

from app.store import db
from registry.services import imports
from registry.vocabulary import ImportState
from tests.bench.figures import Figure
from tests.support.books import NINE, write_books
from tests.support.lists import as_csv, as_xlsx, rows, stage
from tests.support.web import make_app

LONG = 5_000
#: 5,000 agencies in a minute, from the file to the list.
RATE_MIN = LONG / 60


def measure(url: str, folder: Path) -> list[Figure]:
    """Return rows a second for a first list of XLSX and for the same list as CSV again."""
    app = make_app(url, data_dir=folder)
    with app.app_context():
        clerk = write_books(with_agencies=False).clerk
        given = rows(1, LONG)
        began = time.monotonic()
        entry = stage(as_xlsx(given), clerk, filename="list.xlsx")
        staged = time.monotonic() - began
        began = time.monotonic()
        applied_state = imports.apply_import(no=entry.no, actor=clerk, at=NINE).state
        applied = time.monotonic() - began
        assert applied_state is ImportState.APPLIED
        began = time.monotonic()
        again = stage(as_csv(given), clerk)
        compared = time.monotonic() - began
        assert again.counts == {"unchanged": LONG, "left": 0}, again.counts
        db.session.remove()
        db.engine.dispose()
    name = "list_import"
    return [
        Figure(f"{name}: {LONG} rows of XLSX read and compared", LONG / staged, "rows/s"),
        Figure(f"{name}: {LONG} new agencies applied at once", LONG / applied, "rows/s"),
        Figure(f"{name}: from file to list", LONG / (staged + applied), "rows/s", RATE_MIN),
        Figure(f"{name}: the same list again, CSV, compared", LONG / compared, "rows/s"),
    ]
