"""Settings of the running app, for code that knows no web framework."""

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """Return a setting of the app that is running."""
    return current_app.config[name]
