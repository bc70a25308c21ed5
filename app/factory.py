"""Build the application: platform parts first, then the business modules by name."""

import gc
import importlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, session
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import app.trail.recorder  # noqa: F401 - tells the store how facts are written
import config as settings_of
from app.cli.calculate import calculate_command
from app.cli.docs import docs_command
from app.cli.roles import database_role_command
from app.identity import loading, vault
from app.kernel.calendar import SHANGHAI
from app.kernel.clock import clock
from app.kernel.errors import NotFound
from app.store.db import db
from app.store.embedded import private_url
from app.trail.wording import register_codes, register_wording, sentence
from app.web import api as web_api
from app.web import docs_page, errors, filters, i18n, layout, style_page
from app.web.guards import current_actor
from app.web.modules import Module
from app.web.parsing import StrictJSON

ROOT = Path(__file__).resolve().parent.parent
migrate = Migrate(compare_type=True, directory=str(ROOT / "migrations"))


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the application with every part wired; ``overrides`` win over the environment."""
    app = Flask(
        "mingchui",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static",
    )
    app.config.update(settings_of.settings())
    app.config.update(overrides or {})
    if not app.config["SQLALCHEMY_DATABASE_URI"]:
        app.config["SQLALCHEMY_DATABASE_URI"] = private_url(Path(app.config["DATA_DIR"]))
    app.json = StrictJSON(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.config["MINGCHUI_ENV"] == "production":
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_stamp_request)
    db.init_app(app)
    migrate.init_app(app, db)
    i18n.init_app(app)
    loading.init_app(app)
    web_api.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    layout.init_app(app)
    app.after_request(_harden)
    with _nothing_thrown_away():
        _load_modules(app)
    app.context_processor(_context)
    return app


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Search for no garbage meanwhile: what is loaded stays, and looking costs a seventh of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load_modules(app: Flask) -> None:
    """Load every part's MODULE and wire what it offers."""
    names = (*settings_of.PLATFORM, *app.config["MODULES"])
    modules: list[Module] = [importlib.import_module(f"{name}.module").MODULE for name in names]
    app.extensions["mingchui.modules"] = tuple(modules)
    for module in modules:
        register_wording(module.wording)
        errors.register_refusals(module.refusals)
        register_codes(module.refusals)
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
        for blueprint in module.api_blueprints:
            web_api.api.register_blueprint(blueprint)
        for command in module.cli:
            app.cli.add_command(command)
        if module.context is not None:
            app.context_processor(module.context)
    for module in modules:
        if module.sockets is not None:
            module.sockets(app)
    _load_tools(app)


def _load_tools(app: Flask) -> None:
    for command in (calculate_command, database_role_command, docs_command):
        app.cli.add_command(command)
    for blueprint in (docs_page.bp, style_page.bp):
        app.register_blueprint(blueprint)


def _stamp_request() -> None:
    """Stamp the time before anything can wait, and give the request a name."""
    g.received_at = clock.now()
    g.request_id = secrets.token_hex(6)
    g.csp_nonce = secrets.token_urlsafe(16)
    if "\x00" in request.path:  # no database text holds this sign, so no number can
        raise NotFound("page", request.path.replace("\x00", ""))


def _harden(response: Response) -> Response:
    """Add the headers that keep a page to itself; strict from the first day."""
    nonce = g.get("csp_nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if current_actor().is_signed_in:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _context() -> dict[str, Any]:
    """Give every template who is asking, the time, and the nonce of its scripts."""
    actor = current_actor()
    return {
        "actor": actor,
        "now": clock.now(),
        "shanghai": SHANGHAI,
        "csp_nonce": g.get("csp_nonce", ""),
        "rehearsal": clock.is_rehearsed,
        "sentence": sentence,
        "session": session,
        "public_key": vault.public_key,
    }
