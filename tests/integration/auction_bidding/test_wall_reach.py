"""How far the wall looks: what was sold long ago costs it nothing."""

from datetime import timedelta

from flask import Flask

from app.kernel.clock import clock
from app.store import db
from auction.queries import wall as wall_queries
from auction.services import wall
from auction.vocabulary import LotState
from tests.support.stage import OPENS, make_lot
from tests.support.walls import COURT


def test_what_a_court_sold_long_ago_is_not_read_for_its_wall(app: Flask) -> None:
    with app.app_context(), clock.stopped_at(OPENS):
        for number in range(3):
            ended = OPENS - timedelta(days=30 + number)
            make_lot(
                no=f"L-{number:03d}", state=LotState.UNSOLD, opens_at=ended - timedelta(days=1),
                closes_at=ended, ended_at=ended,
            )  # fmt: skip
        asked = wall_queries.asked_of(COURT, clock.now(), wall.span_at(clock.now()))
        db.session.execute(db.text("SET LOCAL enable_seqscan = off"))

        plan = db.session.execute(db.text(f"EXPLAIN {wall_queries.PLACES.text}"), asked).scalars()

        told = "\n".join(plan)
        assert "ix_auction_lot_court_code_ended_at" in told
        assert "ix_auction_lot_court_code_announced_at" not in told
        db.session.remove()
