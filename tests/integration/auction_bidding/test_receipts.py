"""Receipts prove what was sent, when it came in and how it was answered."""

import base64
import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.identity import vault
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import stamp
from auction.models import Attempt
from auction.services import intake, receipts
from tests.support.stage import HOUR, OPENS, START, STEP, Stage, make_person, set_stage

pytestmark = pytest.mark.usefixtures("db_session")


def verify(receipt: Mapping[str, Any], public_key: str) -> None:
    """Check a receipt from its own content alone; raises InvalidSignature."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    key.verify(base64.b64decode(receipt["signature"]), rfc8785.dumps(receipt["receipt"]))


def place(stage: Stage, paddle: str, amount: object, request_id: str = "r-1") -> dict[str, Any]:
    return intake.place_bid(
        lot_no=stage.lot_no,
        amount=amount,
        request_id=request_id,
        actor=stage.actor(paddle),
        at=OPENS + HOUR,
    )


@pytest.mark.parametrize("amount", [str(START), "1", "abc", "9" * 5000, None])
def test_every_attempt_leaves_a_receipt_that_verifies(amount: object) -> None:
    stage = set_stage("AAAA")

    receipt = place(stage, "AAAA", amount)

    verify(receipt, vault.public_key())
    assert receipt["receipt"]["received_at"] == stamp(OPENS + HOUR)
    assert len(receipt["receipt"]["amount"]) <= 40


@pytest.mark.parametrize("field", ["lot", "amount", "outcome", "received_at", "leaf_hash", "id"])
def test_a_touched_receipt_does_not_verify(field: str) -> None:
    receipt = copy.deepcopy(place(set_stage("AAAA"), "AAAA", str(START)))

    receipt["receipt"][field] += "x"

    with pytest.raises(InvalidSignature):
        verify(receipt, vault.public_key())


def test_a_receipt_is_the_same_whenever_it_is_asked_for() -> None:
    stage = set_stage("AAAA", "BBBB")
    first = place(stage, "AAAA", str(START))
    place(stage, "BBBB", str(START + STEP))

    assert place(stage, "AAAA", str(START)) == first
    view = receipts.get_receipt(first["id"], actor=stage.actor("AAAA"))
    assert view.document == first


def test_only_its_holder_reads_a_receipt() -> None:
    stage = set_stage("AAAA", "BBBB")
    receipt = place(stage, "AAAA", str(START))

    with pytest.raises(NotFound):
        receipts.get_receipt(receipt["id"], actor=stage.actor("BBBB"))


def test_a_reused_request_id_leaves_the_first_answer_untouched(db_session: Session) -> None:
    stage = set_stage("AAAA")
    first = place(stage, "AAAA", str(START))

    with pytest.raises(Refusal, match="request_id_reused"):
        place(stage, "AAAA", str(START + STEP))

    assert db_session.query(Attempt).count() == 1
    assert place(stage, "AAAA", str(START)) == first


def test_an_attempt_is_never_changed(db_session: Session) -> None:
    place(set_stage("AAAA"), "AAAA", str(START))
    attempt = db_session.query(Attempt).one()

    attempt.outcome = "late"

    with pytest.raises(IntegrityError, match="never changed"):
        db_session.flush()
    db_session.rollback()


@pytest.mark.parametrize("request_id", ["", "x" * 65, "a b", "\0", 5, None, "中"])
def test_a_request_without_a_usable_id_is_refused_before_it_waits(request_id: object) -> None:
    stage = set_stage("AAAA")

    with pytest.raises(Refusal, match="invalid_input"):
        intake.place_bid(
            lot_no=stage.lot_no,
            amount=str(START),
            request_id=request_id,
            actor=stage.actor("AAAA"),
            at=OPENS + HOUR,
        )


def test_BID_16_a_bid_one_millisecond_after_the_end(db_session: Session) -> None:  # noqa: N802
    del db_session
    stage = set_stage("AAAA", "BBBB")
    place(stage, "BBBB", str(START))
    end = stage.lot().closes_at
    assert end is not None

    receipt = intake.place_bid(
        lot_no=stage.lot_no,
        amount=str(START + STEP),
        request_id="r-2",
        actor=stage.actor("AAAA"),
        at=end + timedelta(milliseconds=1),
    )

    assert receipt["receipt"]["outcome"] == "late"
    lot = stage.lot()
    assert (lot.leader_paddle, lot.closes_at) == ("BBBB", end)


def test_somebody_without_the_right_to_bid_is_refused() -> None:
    from app.kernel.permissions import Role

    stage = set_stage("AAAA")
    clerk = make_person("clerk", Role.CLERK)

    with pytest.raises(Refusal, match="forbidden"):
        intake.place_bid(
            lot_no=stage.lot_no, amount=str(START), request_id="r", actor=clerk, at=OPENS + HOUR
        )
