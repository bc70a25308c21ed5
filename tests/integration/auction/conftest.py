"""A flat whose reference price stands, for tests of its sale."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support.sales import Sale, open_sale


@pytest.fixture
def sale(app: Flask, db_session: Session, tmp_path: Path) -> Sale:
    """The case of a flat that may be drafted as a lot; the test stands in an app context."""
    return open_sale(app, tmp_path / "bank")
