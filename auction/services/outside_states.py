"""Take in where a sale on another platform stands, with its proof, and show it with its source.

法释〔2016〕18号 art. 20(3): the course of bidding is shown. A state says what the platform says; it
moves no clock and no lot here, and the result alone ends the sale (P56).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

import rfc8785

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.media import facade as media
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.venues import OutsideStateRecorded, OutsideStateRefused
from auction.models import Lot, OutsideState
from auction.queries.venues import find_outside_result, list_outside_states, standing_plan
from auction.rules import articles, prices
from auction.rules.outside_states import StateFrame, StateGiven, judge_state
from auction.services.outside_results import keep_proof
from auction.vocabulary import HALTED, STOPPABLE, Venue


def require_own_file(lot: Lot, loaded: Mapping[str, Any]) -> None:
    """Refuse a file of another lot, another notice or another platform."""
    plan = standing_plan(lot)
    notice = queries.find_notice(lot.id, lot.notice_version)
    cited = (articles.VENUE,)
    if loaded["lot"] != lot.no:
        given = {"given": str(loaded["lot"])[:40]}
        fields = {"result": "result_of_other_lot"}
        raise Refusal("result_of_other_lot", citations=cited, params=given, fields=fields)
    if notice is None or loaded["notice_digest"] != notice.digest:
        raise Refusal("result_of_other_notice", citations=cited)
    if plan is None or loaded["platform"]["code"].upper() != plan.platform_code:
        named = {"platform": plan.platform_name if plan else ""}
        raise Refusal("result_of_other_platform", citations=cited, params=named)


def record_state(
    *,
    lot_no: str,
    given: StateGiven,
    evidence: IO[bytes] | bytes | None,
    filename: str,
    actor: Actor,
    at: datetime,
) -> OutsideState:
    """Record where a sale on a listed platform stands; the same again is the same.

    A refusal by an article is a fact. Raises Conflict: not_sold_elsewhere, state_after_result;
    Refusal: evidence_missing and every fault of ``judge_state``.
    """
    try:
        lot = queries.get_lot(lot_no)
        require_court(actor, lot.court_id)
        digest = _digest_of(given)
        if earlier := _earlier(lot, digest):
            return earlier
        _judge(lot, given, at)
        proof = keep_proof(lot, evidence, filename, actor, at)
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            if earlier := _earlier(lot, digest):
                return earlier
            _judge(lot, given, at)
            plan = standing_plan(lot)
            assert plan is not None
            row = _row(lot, given, plan.conductor, digest, proof, actor, at)
            db.session.add(row)
            work.record(_fact(lot, row), actor=actor, at=at)
            return row
    except Refusal as refusal:
        if refusal.citations:
            _record_refusal(lot_no, refusal, actor, at)
        raise


def _digest_of(given: StateGiven) -> str:
    plain = {
        "standing": given.standing.value,
        "stated_at": stamp(given.stated_at),
        "closes_at": stamp(given.closes_at) if given.closes_at else None,
        "price": str(given.price) if given.price else None,
        "bids": given.bids,
        "note": given.note,
    }
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


def _earlier(lot: Lot, digest: str) -> OutsideState | None:
    found = (row for row in list_outside_states(lot.id) if row.content_sha256 == digest)
    return next(found, None)


def _judge(lot: Lot, given: StateGiven, at: datetime) -> None:
    """Refuse a state of a sale that is not held there, is over, or cannot stand so."""
    if lot.venue is not Venue.EXTERNAL or standing_plan(lot) is None or lot.announced_at is None:
        raise Conflict("not_sold_elsewhere", citations=(articles.VENUE,))
    if find_outside_result(lot.id) is not None or lot.state not in (*STOPPABLE, *HALTED):
        raise Conflict("state_after_result", citations=(articles.CONFIRMATION,))
    assert lot.opens_at is not None
    assert lot.scheduled_close_at is not None
    assert lot.start_price is not None
    states = list_outside_states(lot.id)
    frame = StateFrame(
        announced_at=lot.announced_at,
        opens_at=lot.opens_at,
        scheduled_close_at=lot.scheduled_close_at,
        start_price=lot.start_price,
        last=_given_of(states[0]) if states else None,
    )
    prices.refuse(judge_state(frame, given, at=at))


def _given_of(row: OutsideState) -> StateGiven:
    return StateGiven(row.standing, row.stated_at, row.closes_at, row.price, row.bids, row.note)


def _row(
    lot: Lot,
    given: StateGiven,
    platform: str,
    digest: str,
    proof: media.MediaView,
    actor: Actor,
    at: datetime,
) -> OutsideState:
    return OutsideState(
        lot_id=lot.id,
        standing=given.standing,
        stated_at=given.stated_at,
        closes_at=given.closes_at,
        price=given.price,
        bids=given.bids,
        note=given.note.strip(),
        platform=platform,
        content_sha256=digest,
        evidence_media_id=proof.id,
        evidence_sha256=proof.sha256,
        recorded_by=actor.label,
        recorded_at=at,
    )


def _fact(lot: Lot, row: OutsideState) -> OutsideStateRecorded:
    return OutsideStateRecorded(
        lot=lot.no,
        case_number=lot.case_number,
        platform=row.platform,
        standing=row.standing,
        stated_at=stamp(row.stated_at),
        closes_at=stamp(row.closes_at) if row.closes_at else "",
        outside_price=str(row.price) if row.price else "",
        bids=row.bids,
        evidence_sha256=row.evidence_sha256,
    )


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        fact = OutsideStateRefused(
            lot=lot.no,
            case_number=lot.case_number,
            code=refusal.code,
            citations=[str(citation) for citation in refusal.citations],
        )
        work.record(fact, actor=actor, at=at)
