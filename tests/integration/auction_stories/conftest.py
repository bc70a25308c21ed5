"""The stage of the stories: a flat whose price stands, served for pages and sockets alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from tests.support.live import threaded_server
from tests.support.sales import DRAFTED, open_sale
from tests.support.stories import Story


@pytest.fixture
def story(app: Flask, db_session: Session, tmp_path: Path) -> Iterator[Story]:
    """The case on the day its flat may be drafted; the test's clock stands there."""
    sale = open_sale(app, tmp_path / "bank")
    with threaded_server(app) as url, clock.stopped_at(DRAFTED):
        told = Story(sale, app, url)
        yield told
        told.close()
