"""The live wall: every lot of the court on one screen, one of them large, its acts beside it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from app.kernel.actors import require_court
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.permissions import Permission
from app.screening.facade import list_open_of
from app.trail.queries import last_seq, tail_of
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.documents import READY_REASONS, READY_TO_RESUME
from auction.live_views import hall_of
from auction.live_views.wall import (
    FILTERS,
    SORTS,
    filter_words,
    sort_words,
    texts_of_wall,
    viewers_of,
    views_of,
)
from auction.live_views.wall_health import names, pulse, troubles
from auction.messages.acts import HALT_GROUNDS
from auction.messages.screening import SCREENS
from auction.models import Lot
from auction.schemas import HaltForm, ResumeForm
from auction.schemas.wall import WallQuery
from auction.services import suspension
from auction.services.snapshots import stream_of
from auction.services.wall import courts_of, take_wall
from auction.views import timeline_entry
from auction.vocabulary import LOT, RULING_GROUNDS, HaltGround, LotAction
from registry import facade as registry

bp = Blueprint("wall", __name__)

#: Facts of the open lot that the page prints; the whole record is one link away.
EVENTS_SHOWN = 60


class WallPage(WallQuery):
    """Which courts, which phases, in which order, and which lot is large."""

    phase = fields.String(load_default="all", validate=validate.OneOf(tuple(FILTERS)))
    sort = fields.String(load_default="ending", validate=validate.OneOf(SORTS))
    lot = fields.String(load_default="", validate=validate.Length(0, 40))


@bp.get("/wall")
@guarded(Permission.VIEW_WALL)
def get_wall() -> ResponseReturnValue:
    """Show every lot of the court: what may end next comes first."""
    return _page(load(WallPage, request.args))


def _page(asked: dict[str, Any], refusal: Refusal | None = None) -> ResponseReturnValue:
    actor, at = current_actor(), received_at()
    wall = take_wall(courts_of(actor, asked["court"]), at)
    codes = [court.code for court in wall.courts]
    body = render_template(
        "auction/wall.html",
        wall=wall,
        asked=asked,
        views=views_of(wall, wanted=asked["phase"], sort=asked["sort"]),
        viewers=viewers_of([tile["lot"] for tile in wall.tiles]),
        filters=filter_words(),
        sorts=sort_words(),
        all_courts=registry.list_courts() if actor.court_id is None else (),
        health=pulse.take(),
        health_names=names(),
        health_troubles=troubles(),
        data={
            "courts": codes,
            "phase": asked["phase"],
            "sort": asked["sort"],
            "urls": {
                "wall": url_for("wall_api.get_wall", court=codes),
                "lot": url_for("wall.get_large", no="_"),
                "page": url_for("wall.get_wall", court=asked["court"]),
                "snapshot": url_for("bidding_api.get_snapshot", no="_"),
                "tickets": url_for("identity_api.post_socket_ticket"),
            },
            "texts": texts_of_wall(),
        },
        large=_large(asked["lot"]) if asked["lot"] else None,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.get("/wall/lots/<no>")
@guarded(Permission.VIEW_WALL)
def get_large(no: str) -> ResponseReturnValue:
    """Show one lot large, for the side of the wall."""
    asked = load(WallPage, request.args)
    return render_template(
        "auction/wall_large.html", large=_large(no), asked=asked, form={}, problem=None
    )


def _lot_of_reader(no: str) -> Lot:
    lot = queries.get_public_lot(no)
    require_court(current_actor(), lot.court_id)
    return lot


def _large(no: str) -> dict[str, Any]:
    lot, actor = _lot_of_reader(no), current_actor()
    stream = stream_of(no)
    newest = last_seq(stream)
    allowed = LOT.allowed(lot.state) if actor.may(Permission.SUPERVISE_LOTS) else ()
    return {
        "lot": lot,
        "hall": hall_of(no, actor),
        "events": [timeline_entry(entry) for entry in tail_of(stream, limit=EVENTS_SHOWN)],
        "newest": newest,
        "findings": [(one, SCREENS[one.screen.value].title) for one in list_open_of(no)],
        "may_suspend": LotAction.SUSPEND in allowed,
        "may_stay": LotAction.STAY in allowed,
        "may_resume": LotAction.RESUME in allowed,
        "may_judge": actor.may(Permission.SUPERVISE_LOTS),
        "grounds": [
            (ground, words, READY_REASONS[ground])
            for ground, words in HALT_GROUNDS.items()
            if ground is not HaltGround.THIRD_PARTY
        ],
        "stay_grounds": [
            (ground, HALT_GROUNDS[ground], READY_REASONS[ground])
            for ground in sorted(RULING_GROUNDS)
        ],
        "ready_to_suspend": READY_REASONS[HaltGround.COURT_DECIDES],
        "ready_to_resume": READY_TO_RESUME,
        "resume_by": suspension.resume_by(lot.halt_ended_on) if lot.halt_ended_on else None,
    }


def _act(no: str, form: type[Schema], do: Callable[..., Any], action: LotAction, words: str) -> Any:
    """Do an act and go back to the wall as it was; the same act sent twice is done once."""
    asked = {**load(WallPage, request.args), "lot": no}

    def act() -> None:
        given = load(form)
        try:
            do(lot_no=no, **given, actor=current_actor(), at=received_at())
        except IllegalMove:
            if not _is_done(no, action, given):
                raise

    return answer_act(
        act,
        again=lambda refusal: _page(asked, refusal),
        words=words,
        back=url_for("wall.get_wall", **asked, _anchor="large"),
    )


def _is_done(no: str, action: LotAction, given: dict[str, Any]) -> bool:
    """Say whether the newest act on the lot is this one by this person: its answer was lost."""
    acts = queries.list_acts(_lot_of_reader(no).id, limit=1)
    if not acts:
        return False
    newest = acts[0]
    told = (newest.action, newest.reason, newest.acted_by, newest.ground)
    ground = given.get("ground")
    return told == (action, given["reason"].strip(), current_actor().label, ground)


@bp.post("/wall/lots/<no>/suspend")
@guarded(Permission.SUPERVISE_LOTS)
def post_suspend(no: str) -> ResponseReturnValue:
    """Stop bidding by a decision with a reason that is published at once (18号 art. 28)."""
    words = _("Bidding is suspended; the reason is public.")
    return _act(no, HaltForm, suspension.suspend_lot, LotAction.SUSPEND, words)


@bp.post("/wall/lots/<no>/stay")
@guarded(Permission.SUPERVISE_LOTS)
def post_stay(no: str) -> ResponseReturnValue:
    """Stop a sale by a ruling with a reason that is published at once (18号 art. 28, 36)."""
    words = _("The sale is stayed; the reason is public.")
    return _act(no, HaltForm, suspension.stay_lot, LotAction.STAY, words)


@bp.post("/wall/lots/<no>/resume")
@guarded(Permission.SUPERVISE_LOTS)
def post_resume(no: str) -> ResponseReturnValue:
    """Let bidding go on with what was left, and five minutes at least."""
    words = _("Bidding goes on; the reason is public.")
    return _act(no, ResumeForm, suspension.resume_lot, LotAction.RESUME, words)
