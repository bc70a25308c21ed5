"""The programs' door: /api/v1 with its OpenAPI document made from the code."""

from typing import Any

from flask import Flask, Request, abort, current_app
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.core import missing
from webargs.flaskparser import FlaskParser, is_json_request

from app.web.idempotency import idempotent
from app.web.parsing import FenField, InstantField

__all__ = ["Blueprint", "api", "idempotent", "init_app"]


class StrictParser(FlaskParser):
    """Read JSON through the app's strict provider: no duplicate keys, no bottomless nesting."""

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json_request(req):
            return missing
        try:
            return current_app.json.loads(req.get_data(cache=True))
        except ValueError:
            abort(400)


class Blueprint(SmorestBlueprint):
    """A blueprint of /api/v1 whose arguments are parsed strictly."""

    ARGUMENTS_PARSER = StrictParser()


class Api(SmorestApi):
    """flask-smorest without its app-wide error handler: pages keep their own errors."""

    def _register_error_handlers(self) -> None:
        """Leave errors to app.web.errors, which keeps Allow and Retry-After."""


api = Api()


def init_app(app: Flask) -> None:
    """Set the OpenAPI document up."""
    settings: dict[str, Any] = {
        "API_TITLE": "Mingchui 明槌",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "v1/openapi.json",
    }
    for name, value in settings.items():
        app.config.setdefault(name, value)
    api.init_app(app)
    api.register_field(FenField, "string", None)
    api.register_field(InstantField, "string", "date-time")
