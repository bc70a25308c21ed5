"""The app under test, its schema, and a visitor's client."""

import contextvars
from pathlib import Path
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import create_app
from app.store import db

ROOT = Path(__file__).resolve().parents[2]


def make_app(url: str, *, data_dir: Path | str, **overrides: Any) -> Flask:
    """Return the app on a database, with demo and rehearsal allowed."""
    return create_app(
        {
            "TESTING": True,
            "MINGCHUI_ENV": "test",
            "DATA_DIR": str(data_dir),
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "pool_size": 8,
                "max_overflow": 24,
                "query_cache_size": 4_000,
                "connect_args": {"options": "-c timezone=UTC -c statement_timeout=15000"},
            },
            "SECRET_KEY": "tests only: 0123456789 abcdefghijklmnopqrstuvwxyz",
            "SERVER_NAME": None,
            "PUBLIC_URL": "http://localhost",
            "REHEARSAL": True,
            "DEMO": True,
            "CSRF_ENABLED": False,
            **overrides,
        }
    )


def lay_schema(url: str) -> None:
    """Lay the schema as production does, by the migrations."""
    app = make_app(url, data_dir=ROOT / "var" / "test")
    with app.app_context():
        if list((ROOT / "migrations" / "versions").glob("*.py")):
            from flask_migrate import upgrade

            upgrade(directory=str(ROOT / "migrations"))
        else:
            db.create_all()
        db.session.remove()
        db.engine.dispose()


class Client(FlaskClient):
    """A visitor whose every request has a context of its own, as in the real server.

    Without that, a test that stands in an app context would lend its `g` and its database
    session to the requests it makes, and hide faults that users meet.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make one request; afterwards the test's own session sees what it wrote."""
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return answer
