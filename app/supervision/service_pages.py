"""What machines ask: alive, ready, figures, version."""

from secrets import compare_digest

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.kernel.errors import NotFound
from app.supervision import metrics
from app.supervision.health import examine
from app.web.guards import public
from app.web.layout import release

bp = Blueprint("service", __name__)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that this process answers; asks nobody else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether the platform is fit to serve, with what each check saw."""
    findings = examine()
    is_ready = all(finding.is_fit or finding.may_wait for finding in findings)
    body = {
        "ready": is_ready,
        "checks": {item.name: {"ok": item.is_fit, "detail": item.detail} for item in findings},
    }
    answer = jsonify(body)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if is_ready else 503


@bp.get("/metrics")
@public
def get_metrics() -> ResponseReturnValue:
    """Answer Prometheus, on this machine or with the token; nobody else learns of it."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_near = request.remote_addr in _LOOPBACK and "X-Forwarded-For" not in request.headers
    if not is_near and not (token and compare_digest(given.encode(), token.encode())):
        raise NotFound("page", "metrics")
    return Response(metrics.scrape(), content_type="text/plain; version=0.0.4; charset=utf-8")


@bp.get("/version")
@public
def get_version() -> ResponseReturnValue:
    """Name the release that runs."""
    version, _, revision = release().partition(" · ")
    return jsonify(name="mingchui", version=version, revision=revision or None)
