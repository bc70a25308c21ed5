"""Say no clearly: problem JSON for programs, a plain page for people, one catalogue of words."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import STAFF_ROLES, Role
from app.web.guards import current_actor, is_api

log = logging.getLogger(__name__)

#: code -> (title, detail); modules add theirs when they load.
REFUSALS: dict[str, tuple[Any, Any]] = {
    "invalid_input": (
        _l("Please check what you entered"),
        _l("Nothing was saved. The marked fields need another value."),
    ),
    "bad_amount": (
        _l("This is not an amount"),
        _l("Enter a plain positive amount. Nothing was changed."),
    ),
    "not_found": (
        _l("This does not exist"),
        _l("It may have been typed wrongly, or it is not open to you."),
    ),
    "forbidden": (
        _l("You may not do this"),
        _l("Your role does not reach this far. Nothing was changed."),
    ),
    "other_court": (
        _l("This belongs to another court"),
        _l("You act for one court and this is a matter of another. Nothing was changed."),
    ),
    "sign_in_required": (_l("Please sign in"), _l("This needs to know who you are.")),
    "illegal_move": (
        _l("This step is not possible now"),
        _l("The matter is in the state “%(state)s”. Reload the page to see where it stands."),
    ),
    "stale_form": (
        _l("This form is out of date"),
        _l("Somebody changed the matter after you opened it. Nothing of yours was saved; reload."),
    ),
    "csrf": (
        _l("The form has expired"),
        _l("Open the page again and send it once more. Nothing was changed."),
    ),
    "rate_limited": (
        _l("Too many attempts"),
        _l("Wait a moment and try again. Nothing was changed."),
    ),
    "idempotency_mismatch": (
        _l("This key was used for something else"),
        _l("The same Idempotency-Key came with another body. Nothing was changed."),
    ),
    "idempotency_running": (
        _l("The first request is still running"),
        _l("Ask again in a moment to get its answer."),
    ),
    "busy": (
        _l("The matter is busy"),
        _l("Others hold it at this moment. Nothing was changed; try again."),
    ),
    "too_large": (
        _l("This is too large"),
        _l("Nothing was saved. Send a smaller file."),
    ),
    "method_not_allowed": (
        _l("This address does not take that"),
        _l("The method is not offered here."),
    ),
    "server_fault": (
        _l("Something broke on our side"),
        _l("Nothing of yours was lost. Tell the court this number: %(reference)s"),
    ),
}

_HTTP_CODES = {
    400: "invalid_input",
    401: "sign_in_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "stale_form",
    413: "too_large",
    422: "invalid_input",
    429: "rate_limited",
}


@dataclass(frozen=True)
class Problem:
    """A refusal in the reader's language."""

    code: str
    title: str
    detail: str
    status: int
    citations: tuple[Citation, ...]
    fields: dict[str, Any]
    reference: str

    def as_dict(self) -> dict[str, Any]:
        """Return the problem+json form of surface.md."""
        return {
            "type": f"urn:mingchui:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "citations": [citation.as_dict() for citation in self.citations],
            "fields": self.fields,
            "reference": self.reference,
        }


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def register_refusals(words: Mapping[str, tuple[Any, Any]]) -> None:
    """Add a module's codes and their words."""
    REFUSALS.update(words)


def _shown(value: object) -> object:
    """Print an amount as people read it; anything else as it is."""
    return value.yuan if isinstance(value, Money) else value


def describe(refusal: Refusal) -> Problem:
    """Put a refusal into words."""
    title, detail = REFUSALS.get(refusal.code, (refusal.code, ""))
    shown = {name: _shown(value) for name, value in refusal.params.items()}
    params = _Blank({**shown, "reference": g.get("request_id", "")})
    return Problem(
        code=refusal.code,
        title=str(title) % params,
        detail=str(detail) % params,
        status=refusal.status,
        citations=refusal.citations,
        fields=_worded(refusal.fields),
        reference=str(g.get("request_id", "")),
    )


def _worded(faults: Mapping[str, Any]) -> dict[str, Any]:
    """Put the faults of fields into words; a schema's own sentence stays as it is."""
    worded: dict[str, Any] = {}
    for name, fault in faults.items():
        items = fault if isinstance(fault, list) else [fault]
        worded[str(name)] = [
            str(REFUSALS[item][0])
            if isinstance(item, str) and item in REFUSALS
            else _(item)
            if isinstance(item, str) and item
            else item
            for item in items
        ]
    return worded


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Answer a problem in the caller's form."""
    if is_api():
        response = jsonify(problem.as_dict())
        response.content_type = "application/problem+json"
    else:
        response = Response(render_template("error.html", problem=problem), mimetype="text/html")
    response.status_code = problem.status
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _note_attempt(refusal: Refusal) -> None:
    """Write a try at what is another's to the log, of agencies and staff (ACC-02).

    Never of bidders and parties: a line with an account and a lot would tell who bids (art. 18).
    """
    actor = current_actor()
    if refusal.status not in (403, 404) or not actor.roles & (STAFF_ROLES | {Role.AGENCY}):
        return
    log.warning(
        "%s %r refused to %s of %s: %s (request %s)",
        request.method,
        request.path,
        actor.account,
        actor.agency_code or actor.court_id or "no court",
        refusal.code,
        g.get("request_id", ""),
    )


def on_refusal(refusal: Refusal) -> Response:
    """Answer a refusal that no page caught."""
    _note_attempt(refusal)
    headers = {}
    if refusal.status == 429:
        headers["Retry-After"] = str(refusal.params.get("retry_after", 1))
    return answer(describe(refusal), headers)


def on_http(error: HTTPException) -> Response:
    """Answer the web framework's own errors in the same form, keeping Allow and the like."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    code = "csrf" if type(error).__name__ == "CSRFError" else _HTTP_CODES.get(status, "not_found")
    data = getattr(error, "data", None) or {}
    faults = data.get("messages") or {}
    if isinstance(faults, dict) and len(faults) == 1 and set(faults) <= {"json", "form", "query"}:
        faults = next(iter(faults.values()))
    refusal = Refusal(code, status=status, fields=faults if isinstance(faults, dict) else {})
    kept = {
        name: value
        for name, value in error.get_headers()
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}
    }
    return answer(describe(refusal), kept)


def on_busy(error: OperationalError) -> Response:
    """Answer a lock that could not be had in time; nothing was changed."""
    if getattr(error.orig, "pgcode", None) != "55P03":
        return on_fault(error)
    return answer(describe(Refusal("busy", status=503)), {"Retry-After": "1"})


def on_fault(error: Exception) -> Response:
    """Answer a fault of ours with a reference, and write it to the log."""
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    return answer(describe(Refusal("server_fault", status=500)))


def init_app(app: Flask) -> None:
    """Make these the answers to every error of the app."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(500, on_fault)
