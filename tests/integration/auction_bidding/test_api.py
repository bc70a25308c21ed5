"""Bidding for programs and through plain forms."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.kernel.clock import Clock
from app.store import db
from app.supervision.log import keys
from app.trail.notes import TlogProof
from tests.support.sealed import seal_all
from tests.support.stage import CLOSES, HOUR, OPENS, PASSWORD, START, STEP, Stage, set_stage
from tests.support.web import Client


@pytest.fixture(autouse=True)
def clock(clock_at: Callable[..., Clock]) -> Clock:
    return clock_at(OPENS + HOUR)


@pytest.fixture
def stage(app: Flask) -> Stage:
    with app.app_context():
        return set_stage("AAAA", "BBBB")


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], Client]:
    def enter(account: str) -> Client:
        client = Client(app)
        answer = client.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 201
        return client

    return enter


def bids_path(stage: Stage) -> str:
    return f"/api/v1/lots/{stage.lot_no}/bids"


def test_the_first_bid_is_accepted_with_a_receipt(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    bidder = sign_in("bidder-aaaa")

    answer = bidder.post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    assert answer.status_code == 201
    body = answer.get_json()
    assert (body["ok"], body["seq"]) == (True, 1)
    kept = bidder.get(f"/api/v1/receipts/{body['receipt']['id']}")
    assert kept.get_json() == {**body["receipt"], "tlog_proof": None}


def test_every_attempt_has_its_proof_in_the_sealed_log_refused_ones_too(
    app: Flask, stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    """LOG-10: no receipt points to a missing entry."""
    bidder = sign_in("bidder-aaaa")
    amounts = {"r-1": START, "r-2": START + 1, "r-3": START + STEP}
    ids = [
        bidder.post(bids_path(stage), json={"amount": str(fen), "request_id": name}).get_json()[
            "receipt"
        ]["id"]
        for name, fen in amounts.items()
    ]
    early = bidder.get(f"/api/v1/receipts/{ids[0]}/proof.tlog-proof")
    assert (early.status_code, early.get_json()["code"]) == (404, "not_sealed_yet")
    waiting = bidder.get(f"/receipts/{ids[0]}").text
    assert "尚未封存" in waiting

    with app.app_context():
        seal_all()
        known = keys.public_keys()

    for receipt_id in ids:
        receipt = bidder.get(f"/api/v1/receipts/{receipt_id}").get_json()
        file = bidder.get(f"/api/v1/receipts/{receipt_id}/proof.tlog-proof")
        assert file.get_data(as_text=True) == receipt["tlog_proof"]
        leaf = bytes.fromhex(receipt["receipt"]["leaf_hash"])
        checkpoint = TlogProof.parse(receipt["tlog_proof"]).check(leaf, known)
        assert checkpoint.size > len(ids)
        page = bidder.get(f"/receipts/{receipt_id}").text
        assert "mc-log__qr" in page
        assert "下载证明" in page
    stranger = sign_in("bidder-bbbb")
    assert stranger.get(f"/api/v1/receipts/{ids[0]}/proof.tlog-proof").status_code == 404


def test_the_same_request_id_gives_the_same_answer_and_one_bid(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    bidder = sign_in("bidder-aaaa")
    order = {"amount": str(START), "request_id": "r-1"}

    first = bidder.post(bids_path(stage), json=order)
    again = bidder.post(bids_path(stage), json=order)

    assert first.get_json() == again.get_json()
    assert len(bidder.get(bids_path(stage)).get_json()["items"]) == 1


def test_the_same_request_id_with_another_amount_is_refused(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    bidder = sign_in("bidder-aaaa")
    bidder.post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    answer = bidder.post(bids_path(stage), json={"amount": str(START + STEP), "request_id": "r-1"})

    assert answer.status_code == 409
    assert answer.get_json()["code"] == "request_id_reused"


def test_a_refused_bid_says_the_least_amount_and_leaves_a_receipt(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    sign_in("bidder-aaaa").post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})
    other = sign_in("bidder-bbbb")

    answer = other.post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert (body["code"], body["minimum"]) == ("below_ladder", str(START + STEP))
    assert body["citations"] == [{"instrument": "法释〔2016〕18号", "article": "第20条第1款"}]
    assert other.get(f"/api/v1/receipts/{body['receipt']['id']}").status_code == 200


def test_nobody_reads_the_receipt_of_another(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    made = sign_in("bidder-aaaa").post(
        bids_path(stage), json={"amount": str(START), "request_id": "r-1"}
    )
    receipt_id = made.get_json()["receipt"]["id"]

    answer = sign_in("bidder-bbbb").get(f"/api/v1/receipts/{receipt_id}")

    assert answer.status_code == 404


def test_a_visitor_may_look_but_not_bid(stage: Stage, client: Client) -> None:
    assert client.get(f"/api/v1/lots/{stage.lot_no}/snapshot").status_code == 200
    answer = client.post(bids_path(stage), json={"amount": str(START), "request_id": "r"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "amount", ["1" + "0" * 30, str(2**63), str(2**63 - 1), "9" * 5000, "-5", "1.0", 5, None, ""]
)
def test_BID_04_an_amount_beyond_the_ceiling_is_refused_without_a_fault(  # noqa: N802
    stage: Stage, sign_in: Callable[[str], Client], amount: object
) -> None:
    bidder = sign_in("bidder-aaaa")

    answer = bidder.post(bids_path(stage), json={"amount": amount, "request_id": "r-1"})

    assert answer.status_code == 422
    if amount is not None:
        assert answer.get_json()["code"] == "bad_amount"
    assert bidder.get(bids_path(stage)).get_json()["items"] == []


def test_a_snapshot_is_answered_from_the_readers_memory_while_nothing_changes(
    stage: Stage, client: Client
) -> None:
    first = client.get(f"/api/v1/lots/{stage.lot_no}/snapshot")

    again = client.get(
        f"/api/v1/lots/{stage.lot_no}/snapshot",
        headers={"If-None-Match": first.headers["ETag"]},
    )

    assert first.headers["Cache-Control"] == "public, max-age=1"
    assert again.status_code == 304


def test_a_snapshot_has_the_fields_of_the_surface(
    stage: Stage, client: Client, sign_in: Callable[[str], Client]
) -> None:
    sign_in("bidder-aaaa").post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    snapshot = client.get(f"/api/v1/lots/{stage.lot_no}/snapshot").get_json()

    assert {
        "lot",
        "state",
        "seq",
        "price",
        "paddle",
        "start_price",
        "bid_step",
        "opens_at",
        "closes_at",
        "extensions",
        "bids",
        "server_time",
    } <= set(snapshot)
    assert (snapshot["price"], snapshot["paddle"], snapshot["seq"]) == (str(START), "AAAA", 1)
    assert {"seq", "paddle", "amount", "at"} <= set(snapshot["bids"][0])


def test_bids_come_page_by_page(stage: Stage, sign_in: Callable[[str], Client]) -> None:
    bidder = sign_in("bidder-aaaa")
    for count in range(5):
        bidder.post(
            bids_path(stage),
            json={"amount": str(START + count * STEP), "request_id": f"r-{count}"},
        )

    first = bidder.get(f"{bids_path(stage)}?limit=3").get_json()
    second = bidder.get(f"{bids_path(stage)}?limit=3&after={first['next']}").get_json()

    assert [bid["seq"] for bid in first["items"] + second["items"]] == [1, 2, 3, 4, 5]
    assert second["next"] is None


def test_the_hall_works_without_a_script(stage: Stage, sign_in: Callable[[str], Client]) -> None:
    bidder = sign_in("bidder-aaaa")
    hall = f"/lots/{stage.lot_no}/hall"
    assert "1,000,000.00" in bidder.get(hall).text

    page = bidder.get(f"{hall}/confirm?amount=1,000,000.00")
    assert "壹佰万元整" in page.text
    sent = {"amount": "1,000,000.00", "request_id": "from-a-form"}
    first = bidder.post(f"{hall}/bids", data=sent)
    again = bidder.post(f"{hall}/bids", data=sent)

    assert first.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert "1,000,000.00" in bidder.get(first.headers["Location"]).text
    assert bidder.get(bids_path(stage)).get_json()["items"][0]["paddle"] == "AAAA"


def test_a_form_that_did_not_ask_does_not_raise_its_own_bid(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    bidder = sign_in("bidder-aaaa")
    hall = f"/lots/{stage.lot_no}/hall"
    bidder.post(f"{hall}/bids", data={"amount": "1000000", "request_id": "r-1"})

    refused = bidder.post(f"{hall}/bids", data={"amount": "1010000", "request_id": "r-2"})
    asked = bidder.get(f"{hall}/confirm?amount=1010000").text
    raised = bidder.post(
        f"{hall}/bids", data={"amount": "1010000", "request_id": "r-3", "raises_self": "yes"}
    )

    assert 'name="raises_self"' in asked
    assert refused.status_code == raised.status_code == 303
    assert [bid["amount"] for bid in bidder.get(bids_path(stage)).get_json()["items"]] == [
        str(START),
        str(START + STEP),
    ]


def test_an_unreadable_amount_shows_the_hall_again(
    stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    answer = sign_in("bidder-aaaa").get(f"/lots/{stage.lot_no}/hall/confirm?amount=abc")

    assert answer.status_code == 422


def test_the_hall_shows_paddles_and_no_names(
    stage: Stage, client: Client, sign_in: Callable[[str], Client]
) -> None:
    sign_in("bidder-aaaa").post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    page = client.get(f"/lots/{stage.lot_no}/hall").text

    assert "AAAA" in page
    assert "bidder-aaaa" not in page


def test_after_the_end_the_hall_says_so(
    stage: Stage, clock: Clock, sign_in: Callable[[str], Client]
) -> None:
    clock.advance(CLOSES - OPENS + timedelta(hours=1))

    bidder = sign_in("bidder-aaaa")
    answer = bidder.post(bids_path(stage), json={"amount": str(START), "request_id": "r-1"})

    assert answer.get_json()["code"] == "late"
    assert bidder.get(f"/lots/{stage.lot_no}/hall").status_code == 200


def test_a_lot_that_does_not_exist_is_not_found_at_every_door(
    app: Flask, stage: Stage, sign_in: Callable[[str], Client]
) -> None:
    del stage
    bidder = sign_in("bidder-aaaa")
    order = {"amount": str(START), "request_id": "r-1"}

    assert bidder.get("/api/v1/lots/L-none/snapshot").status_code == 404
    assert bidder.get("/api/v1/lots/L-none/bids").status_code == 404
    assert bidder.post("/api/v1/lots/L-none/bids", json=order).status_code == 404
    assert bidder.get("/lots/L-none/hall").status_code == 404
    with app.app_context():
        db.session.remove()
