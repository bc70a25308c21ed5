"""The state of a sale on a listed platform, taken in by file and shown with its source."""

import io
import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.kernel.money import Money
from auction.queries.venues import list_outside_states
from auction.vocabulary import LotState
from tests.support.appraisals import small_pdf
from tests.support.markup import closed_amounts
from tests.support.other_venues import (
    HOUR,
    PLATFORM,
    hand_in,
    names_of,
    on_platform,
    page,
    result_file,
    whole_record_holds,
)
from tests.support.sales import CLOSES, OPENS, START, STEP, Sale
from tests.support.web import Client

PRICE = Money(START.fen + 3 * STEP.fen)
LATE = CLOSES + HOUR / 20


def state_file(sale: Sale, **changes: Any) -> dict[str, Any]:
    """Return the file in which the platform says that bidding is on there."""
    kept = result_file(sale)
    plain = {
        "format": "mingchui-venue-state/1",
        **{name: kept[name] for name in ("lot", "notice_digest", "platform")},
        "state": "bidding",
        "stated_at": stamp(OPENS + HOUR),
        "bids": 4,
        "price": str(PRICE),
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def send(desk: Client, sale: Sale, content: Any, *, proof: bool = True) -> TestResponse:
    form: dict[str, Any] = {"state": (io.BytesIO(json.dumps(content).encode()), "state.json")}
    if proof:
        form["evidence"] = (io.BytesIO(small_pdf("平台状态说明")), "state.pdf")
    path = f"/desk/lots/{sale.lot_no}/venue/state"
    return desk.post(path, data=form, headers={"Accept-Language": "en"})


def test_states_come_in_with_proof_and_are_public_with_source_and_time(
    sale: Sale, app: Flask, client: Client
) -> None:
    on_platform(sale)
    desk = page(app, "clerk", OPENS)
    extended = state_file(
        sale, state="extended", stated_at=stamp(CLOSES), closes_at=stamp(LATE), bids=9
    )
    suspended = {"state": "suspended", "stated_at": stamp(CLOSES + HOUR / 30), "bids": 9}

    with clock.stopped_at(CLOSES + HOUR / 15):
        first = send(desk, sale, state_file(sale))
        again = send(desk, sale, state_file(sale))
        second = send(desk, sale, extended)
        older = send(desk, sale, state_file(sale, stated_at=stamp(OPENS + 2 * HOUR)))
        third = send(desk, sale, state_file(sale, **suspended, note="系统故障，暂缓拍卖"))
        public = client.get(f"/lots/{sale.lot_no}").text
        wire = client.get(f"/api/v1/lots/{sale.lot_no}").json
        own = desk.get(f"/desk/lots/{sale.lot_no}/venue").text

    assert [one.status_code for one in (first, again, second, third)] == [303] * 4
    assert (older.status_code, "A later state is on the record" in older.text) == (422, True)
    states = list_outside_states(sale.lot().id)
    assert [row.standing.value for row in states] == ["suspended", "extended", "bidding"]
    assert sale.lot().state is not LotState.SUSPENDED, "the court alone stops a sale here"
    assert f"来源：{PLATFORM[0]}" in public
    assert "系统故障，暂缓拍卖" in public
    assert PRICE.yuan in public
    assert PRICE.yuan not in closed_amounts(public)
    assert all(row.evidence_sha256[:12] in public for row in states)
    assert [one["state"] for one in wire["outside_states"]] == ["suspended", "extended", "bidding"]
    assert wire["outside_states"][1]["closes_at"] == stamp(LATE)
    assert "该平台已暂缓" in own
    assert names_of(sale).count("auction.venue.state_recorded") == 3
    assert "auction.venue.state_refused" in names_of(sale, ":court")
    assert whole_record_holds()


def test_a_strange_file_or_one_without_proof_is_refused(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", OPENS)
    wrong = {
        "The state file cannot be read": state_file(sale, surprise=1),
        "The result is of another notice": state_file(sale, notice_digest="0" * 64),
        "The result comes from another platform": state_file(
            sale, platform={"name": "别的平台", "code": "91370100MA3C00000X"}
        ),
    }

    with clock.stopped_at(OPENS + 2 * HOUR):
        for title, content in wrong.items():
            answer = send(desk, sale, content)
            assert (answer.status_code, title in answer.text) == (422, True), title
        bare = send(desk, sale, state_file(sale), proof=False)

    assert (bare.status_code, "proves it is missing" in bare.text) == (422, True)
    assert list_outside_states(sale.lot().id) == []


def test_after_the_result_no_state_comes_in(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", OPENS)

    with clock.stopped_at(CLOSES + HOUR):
        hand_in(desk, sale, result_file(sale))
        late = send(desk, sale, state_file(sale))

    assert (late.status_code, "is over" in late.text) == (409, True)
    assert list_outside_states(sale.lot().id) == []
