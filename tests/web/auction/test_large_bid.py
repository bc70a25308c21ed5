"""A bid that looks like a slip of the finger is asked for again (P77), and taken all the same."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.kernel.clock import clock
from tests.support.people import sign_in
from tests.support.sales import OPENS, START, STEP, Sale

#: Ten steps above the least amount, the highest that is not asked for again.
AT_BOUND = START.fen + 10 * STEP.fen


@pytest.mark.parametrize(
    ("fen", "is_large"), [(AT_BOUND, False), (AT_BOUND + STEP.fen, True), (990_000_000_000, True)]
)
def test_without_scripts_a_very_high_bid_wants_a_tick_and_is_never_refused(
    app: Flask, sale: Sale, fen: int, *, is_large: bool
) -> None:
    sale.opened("bidder1")
    amount = f"{fen // 100}.{fen % 100:02d}"

    with clock.stopped_at(OPENS + timedelta(hours=1)):
        bidder = sign_in(app, "bidder1")
        page = bidder.get(f"/lots/{sale.lot_no}/hall/confirm?amount={amount}").text
        request_id = re.search(r'name="request_id" value="([^"]+)"', page)
        assert request_id
        answer = bidder.post(
            f"/lots/{sale.lot_no}/hall/bids", data={"amount": amount, "request_id": request_id[1]}
        )

    assert ("我确认按此金额出价" in page) is is_large
    assert ("P77" in page) is is_large
    assert answer.status_code == 303
    assert sale.lot().price is not None
    assert sale.lot().price.fen == fen
