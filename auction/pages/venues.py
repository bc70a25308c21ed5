"""Sales elsewhere: the court's page of the venue, the result handed in, the public share."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    render_template,
    request,
    send_file,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.file_policies import PAPER_POLICY
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from auction import messages
from auction.messages.venues import GROUNDS_OF_EXCEPTION
from auction.models import Lot
from auction.pages.clerk import lot_of_court
from auction.queries.venues import count_by_venue, find_outside_result, standing_plan
from auction.rules.venues import ResultGiven
from auction.schemas.venues import (
    RESULT_BYTES_MAX,
    ExceptionForm,
    MinutesForm,
    PlatformForm,
    ReserveForm,
    given_of,
    read_result_file,
    read_state_file,
    state_given,
)
from auction.services import venues
from auction.services.outside_results import record_result
from auction.services.outside_states import record_state, require_own_file
from auction.services.packages import note_package, require_exported
from auction.views import tag_of_lot
from auction.views.notice_package import notice_json, notice_package
from auction.views.venues import explained_commission, house_drawn, states_of
from auction.vocabulary import PREPARED_IN, LotState, Venue

bp = Blueprint("lot_venues", __name__)

#: While a lot stands like this, its result may be handed in.
_RESULT_DUE = frozenset({LotState.ANNOUNCED, LotState.OPEN})


@bp.get("/venues")
@public
def list_venues() -> str:
    """Show how many offers of each court and year were sold where, the exception's share too."""
    return render_template("auction/venues.html", rows=count_by_venue())


@bp.get("/desk/lots/<no>/venue")
@guarded(Permission.PREPARE_LOTS)
def get_venue(no: str) -> ResponseReturnValue:
    """Show where a lot is sold, what that still needs, and the result once it is in."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    result = find_outside_result(lot.id)
    faults, citations = venues.venue_faults(lot)
    body = render_template(
        "auction/desk_venue.html",
        lot=lot,
        plan=standing_plan(lot),
        tag=tag_of_lot(lot, received_at()),
        editable=lot.state in PREPARED_IN,
        is_due=lot.state in _RESULT_DUE and lot.venue is not Venue.INTERNAL,
        result=result,
        states=states_of(lot),
        commission=explained_commission(lot, result),
        house=house_drawn(lot),
        missing=[describe(Refusal(code)).title for code in faults],
        citations=citations,
        venues=messages.VENUES,
        grounds=[(str(key), str(text)) for key, text in GROUNDS_OF_EXCEPTION.items()],
        grounds_by_key=GROUNDS_OF_EXCEPTION,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


def _do(no: str, act: Callable[[], object], said: str) -> ResponseReturnValue:
    lot_of_court(no)
    return answer_act_on(no, act, said, page=_page, endpoint="lot_venues.get_venue")


def _who() -> dict[str, Any]:
    return {"actor": current_actor(), "at": received_at()}


@bp.post("/desk/lots/<no>/venue/platform")
@guarded(Permission.PREPARE_LOTS)
def post_platform(no: str) -> ResponseReturnValue:
    """Name the listed platform."""

    def act() -> None:
        venues.name_platform(lot_no=no, **load(PlatformForm), **_who())

    return _do(no, act, _("The platform is named."))


@bp.post("/desk/lots/<no>/venue/exception")
@guarded(Permission.PREPARE_LOTS)
def post_exception(no: str) -> ResponseReturnValue:
    """Ask for a traditional auction."""

    def act() -> None:
        venues.ask_traditional(lot_no=no, **load(ExceptionForm), **_who())

    return _do(no, act, _("The exception was asked for; a judge decides."))


@bp.post("/desk/lots/<no>/venue/approval")
@guarded(Permission.SUPERVISE_LOTS)
def post_approval(no: str) -> ResponseReturnValue:
    """Approve a traditional auction."""

    def act() -> None:
        venues.approve_traditional(lot_no=no, **_who())

    return _do(no, act, _("The traditional auction is approved."))


@bp.post("/desk/lots/<no>/venue/reserve")
@guarded(Permission.SUPERVISE_LOTS)
def post_reserve(no: str) -> ResponseReturnValue:
    """Seal the secret reserve of a ship."""

    def act() -> None:
        venues.seal_reserve(lot_no=no, **load(ReserveForm), **_who())

    return _do(no, act, _("The reserve is sealed; nobody reads it before the end."))


@bp.post("/desk/lots/<no>/venue/reserve/opening")
@guarded(Permission.PREPARE_LOTS)
def post_opening(no: str) -> ResponseReturnValue:
    """Read the secret reserve after the end; before it the attempt is recorded and refused."""
    lot_of_court(no)
    try:
        reserve = venues.open_reserve(lot_no=no, **_who())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("The secret reserve was %(amount)s yuan.", amount=reserve.yuan), "info")
    return _page(no)


@bp.get("/desk/lots/<no>/venue/package.zip")
@guarded(Permission.PREPARE_LOTS)
def get_package(no: str) -> Response:
    """Hand the notice out as files for the platform that sells the lot."""
    lot = lot_of_court(no)
    require_exported(lot)
    content = notice_package(lot, _base_url())
    digest = hashlib.sha256(content).hexdigest()
    note_package(lot_no=no, sha256=digest, **_who())
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{no}.zip"'
    response.headers["X-Content-SHA256"] = digest
    return response


@bp.get("/desk/lots/<no>/venue/notice.json")
@guarded(Permission.PREPARE_LOTS)
def get_notice(no: str) -> Response:
    """Hand the notice out as JSON alone."""
    lot = lot_of_court(no)
    require_exported(lot)
    return jsonify(notice_json(lot, _base_url()))


def _base_url() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")


@bp.post("/desk/lots/<no>/venue/minutes")
@guarded(Permission.PREPARE_LOTS)
def post_minutes(no: str) -> ResponseReturnValue:
    """Record how an auction on site ended, with its signed minutes."""

    def act() -> None:
        _require(lot_of_court(no), Venue.TRADITIONAL)
        _record(no, ResultGiven(**load(MinutesForm)))

    return _do(no, act, _("The result is recorded; the sale goes on from here."))


@bp.post("/desk/lots/<no>/venue/import")
@guarded(Permission.PREPARE_LOTS)
def post_import(no: str) -> ResponseReturnValue:
    """Take in the result of another platform, with the document that proves it."""

    def act() -> None:
        lot = lot_of_court(no)
        _require(lot, Venue.EXTERNAL)
        upload = request.files.get("result")
        content = upload.stream.read(RESULT_BYTES_MAX + 1) if upload else b""
        loaded = read_result_file(content)
        require_own_file(lot, loaded)
        _record(no, given_of(loaded))

    return _do(no, act, _("The result is recorded; the sale goes on from here."))


def _require(lot: Lot, venue: Venue) -> None:
    if lot.venue is not venue:
        raise Conflict("venue_not_this_kind")


@bp.post("/desk/lots/<no>/venue/state")
@guarded(Permission.PREPARE_LOTS)
def post_state(no: str) -> ResponseReturnValue:
    """Take in where the sale stands on the other platform, with the document that proves it."""

    def act() -> None:
        lot = lot_of_court(no)
        _require(lot, Venue.EXTERNAL)
        upload, proof = request.files.get("state"), request.files.get("evidence")
        loaded = read_state_file(upload.stream.read(RESULT_BYTES_MAX + 1) if upload else b"")
        require_own_file(lot, loaded)
        record_state(
            lot_no=no,
            given=state_given(loaded),
            evidence=proof.stream if proof and proof.filename else None,
            filename=(proof.filename or "") if proof else "",
            **_who(),
        )

    return _do(no, act, _("The state is recorded and shown with its source."))


def _record(no: str, given: ResultGiven) -> None:
    proof = request.files.get("evidence")
    record_result(
        lot_no=no,
        given=given,
        evidence=proof.stream if proof and proof.filename else None,
        filename=(proof.filename or "") if proof else "",
        **_who(),
    )


@bp.get("/desk/lots/<no>/venue/evidence.pdf")
@guarded(Permission.PREPARE_LOTS)
def get_evidence(no: str) -> Response:
    """Show the court the document that proves a result."""
    lot = lot_of_court(no)
    result = find_outside_result(lot.id)
    if result is None:
        raise NotFound("result", no)
    copy = media.open_copy(result.evidence_media_id)
    response = send_file(
        copy.path, mimetype=copy.media_type, etag=copy.sha256, download_name=copy.filename
    )
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
