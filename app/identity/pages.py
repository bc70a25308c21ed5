"""Sign in, sign out, open an account, bind a second factor."""

from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.identity import limits
from app.identity.schemas import OneTimeCode, Registration, SignIn
from app.identity.services import people, sessions
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission, Role
from app.web.errors import describe
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load

bp = Blueprint("identity", __name__, url_prefix="/account")


def _next() -> str:
    """Return a path of this site to go on to; an address elsewhere is ignored."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith("//") and not parts.netloc
    return target if is_ours and "\\" not in target else url_for("supervision.desk")


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form."""
    if current_actor().is_signed_in:
        return redirect(_next())
    return render_template("identity/sign_in.html", values={}, problem=None, asks_otp=False)


@bp.post("/sign-in")
@public
def post_sign_in() -> ResponseReturnValue:
    """Sign in, or show the form again with what went wrong."""
    try:
        given = load(SignIn)
        limits.allow_sign_in(given["account"], request.remote_addr or "")
        _, token = sessions.begin_session(**given, at=received_at())
    except Refusal as refusal:
        asks_otp = refusal.code == "otp_required" or bool(request.form.get("otp"))
        page = render_template(
            "identity/sign_in.html",
            values=request.form,
            problem=describe(refusal),
            asks_otp=asks_otp,
        )
        return page, refusal.status
    target = _next()
    session.clear()
    session["sid"] = token
    return redirect(target, 303)


@bp.post("/sign-out")
@guarded(Permission.SIGNED_IN)
def post_sign_out() -> ResponseReturnValue:
    """End the sign-in everywhere it is used."""
    sessions.end_session(token_hash=g.session_hash, actor=current_actor(), at=received_at())
    session.clear()
    return redirect("/", 303)


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """Show the form that opens a bidder's account."""
    return render_template("identity/register.html", values={}, problem=None)


@bp.post("/register")
@public
def post_register() -> ResponseReturnValue:
    """Open a bidder's account with a checked real name, and sign in."""
    try:
        given: dict[str, Any] = load(Registration)
        limits.allow_sign_in(given["account"], request.remote_addr or "")
        people.register_person(**given, roles=frozenset({Role.BIDDER}), at=received_at())
        _, token = sessions.begin_session(
            account=given["account"],
            password=given["password"],
            otp=None,
            at=received_at(),
        )
    except Refusal as refusal:
        page = render_template(
            "identity/register.html", values=request.form, problem=describe(refusal)
        )
        return page, refusal.status
    target = _next()
    session.clear()
    session["sid"] = token
    return redirect(target, 303)


@bp.get("/second-factor")
@guarded(Permission.SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    """Explain the second factor and offer to bind one."""
    return render_template("identity/second_factor.html", picture=None, uri=None, problem=None)


@bp.post("/second-factor")
@guarded(Permission.SIGNED_IN)
def post_second_factor() -> ResponseReturnValue:
    """Offer a new secret as a picture, or bind the offered one with its first code."""
    if "code" not in request.form:
        uri = sessions.offer_second_factor(actor=current_actor())
        picture = segno.make(uri, error="m").svg_inline(scale=5, border=2)
        return render_template(
            "identity/second_factor.html", picture=picture, uri=uri, problem=None
        )
    try:
        sessions.set_second_factor(
            actor=current_actor(), code=load(OneTimeCode)["code"], at=received_at()
        )
    except Refusal as refusal:
        page = render_template(
            "identity/second_factor.html",
            picture=None,
            uri=None,
            problem=describe(refusal),
        )
        return page, refusal.status
    return redirect(url_for("supervision.desk"), 303)
