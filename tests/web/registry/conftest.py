"""The court and its clerk, for the pages of the registry."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from tests.support.books import (
    NINE,
    Books,
    write_books,
)
from tests.support.desk import enter
from tests.support.web import Client


@pytest.fixture
def books(app: Flask, clock_at: Callable[[Any], Clock]) -> Books:
    """A court, a case, an asset, the agencies; the clock stands at nine."""
    clock_at(NINE)
    with app.app_context():
        return write_books()


@pytest.fixture
def clerk(app: Flask, books: Books) -> Client:
    """The clerk of the court, signed in."""
    return enter(app, Role.CLERK, court_id=books.court_id)
