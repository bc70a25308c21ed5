"""Who paid for whom shows once bidding has ended, though the money went straight back."""

import json
from datetime import timedelta

from flask import Flask

from app.kernel.clock import clock
from app.ledger import facade as ledger
from app.store import db
from auction.models import ScreenSeat
from auction.rules.closing import DRAIN
from tests.support.sales import CLOSES, OPENS, START, Sale

EARLY = OPENS - timedelta(days=2)


def test_money_of_another_bidder_leaves_the_same_mark_on_both(sale: Sale) -> None:
    sale.opened("mei")
    own = sale.bidders["mei"][1]
    enrollment = sale.enroll("tao", OPENS + timedelta(hours=1))
    order = ledger.find_order(enrollment.deposit_reference or "")
    assert order is not None
    at = OPENS + timedelta(hours=2)
    with clock.stopped_at(at):
        sale.desk.bank.tell(
            sale.desk.bank.receipt(order.no, payer=own, amount=order.amount, paid_at=at)
        )
    sale.pay("tao", enrollment.deposit_reference or "", at + timedelta(minutes=5))
    sale.enroll("lan", OPENS + timedelta(hours=3))
    sale.bid("mei", START.fen, OPENS + timedelta(hours=4))

    before = db.session.query(ScreenSeat).count()
    sale.tick(CLOSES + DRAIN)

    seats = {seat.paddle: set(seat.payer_marks) for seat in db.session.query(ScreenSeat).all()}
    mei, tao = seats[sale.paddle("mei")], seats[sale.paddle("tao")]
    assert before == 0
    assert len(seats) == 2
    assert (len(mei), len(tao)) == (1, 2)
    assert mei < tao


def test_calibration_counts_and_adopts_nothing(app: Flask, sale: Sale) -> None:
    sale.sold()

    answer = app.test_cli_runner().invoke(args=["screen", "calibrate"])

    found = json.loads(answer.output)
    assert (found["lots"], found["closed"], found["adopted"]) == (1, 0, False)
    assert found["proposed_threshold"] is None
    assert [level["lots"] for level in found["levels"]] == [0] * 11
