"""A desk with a finished draw."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from tests.support.appraisals import WED, Desk, open_desk


@pytest.fixture
def desk(
    app: Flask,
    db_session: Session,
    tmp_path: Path,
    clock_at: Callable[[datetime | str], Clock],
) -> Desk:
    """A case of two parties whose three agencies are drawn; the clock stands after the draw."""
    clock_at(WED)
    return open_desk(app, tmp_path)
