"""A bank beside the app."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support.money import PaperBank, make_bank


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    """A bank whose notices the app believes; the test stands in an app context."""
    return make_bank(app, tmp_path / "bank")
