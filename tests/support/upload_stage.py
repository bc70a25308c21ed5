"""An agency at its open upload desk, in a database of its own, for tests of a real web process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernel.clock import clock
from app.store import db
from tests.support.appraisals import WED, Desk, commission, open_desk, survey
from tests.support.web import make_app


@contextmanager
def surveyed_desk(url: str, folder: Path) -> Iterator[Desk]:
    """Yield a commission whose agency has surveyed the flat; `agency1` may sign in."""
    app = make_app(url, data_dir=folder)
    with app.app_context():
        with clock.stopped_at(WED):
            desk = open_desk(app, folder)
            commission(desk)
            survey(desk)
        yield desk
        db.session.remove()
        db.engine.dispose()
