"""The replay of a sale that has ended: everybody moves through it on a line of time."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from app.web.guards import public
from app.web.parsing import InstantField, load
from auction import queries
from auction.live_views.replay import SPEEDS, is_over, mark_words, replay_of

bp = Blueprint("replay", __name__)


class ReplayQuery(Schema):
    """Which moment; none is the end."""

    at = InstantField(load_default=None, allow_none=True)


@bp.get("/lots/<no>/replay")
@public
def get_replay(no: str) -> ResponseReturnValue:
    """Show a moment of a sale that is over, and the way to every other one."""
    asked = load(ReplayQuery, request.args)
    lot = queries.get_public_lot(no)
    return render_template(
        "auction/replay.html",
        lot=lot,
        replay=replay_of(lot, asked["at"]) if is_over(lot) else None,
        speeds=SPEEDS,
        mark_words=mark_words,
    )
