"""Record how a sale elsewhere ended, once, with its proof; from there it goes on like any sale.

By 18号 art. 22 a sale is confirmed in the buyer's name, by 25 the price comes to the court: both
follow here whether the hammer fell in this hall, on a listed platform or on site.
"""

import hashlib
import json
from datetime import datetime
from typing import IO

import rfc8785

from app.identity import facade as identity
from app.identity import vault
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.ids import new_paddle
from app.media import facade as media
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.venues import OutsideResultRecorded, OutsideResultRefused
from auction.models import Enrollment, Lot, OutsideResult, Result
from auction.queries.venues import find_outside_result, standing_plan
from auction.rules import articles, prices
from auction.rules.venues import Buyer, ResultGiven, SaleFrame, judge_result
from auction.services.closing import end_enrollments, record_end
from auction.services.defaulting import open_buyer
from auction.services.identities import PURPOSE
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.services.outside_money import ask_platform
from auction.services.venues import unsealed_reserve
from auction.vocabulary import (
    ENROLLMENT,
    EnrollmentAction,
    EnrollmentState,
    LotAction,
    Outcome,
    Venue,
)
from registry import facade as registry

#: Fewer signs are no minutes of an auction.
MINUTES_MIN = 20


def record_result(
    *,
    lot_no: str,
    given: ResultGiven,
    evidence: IO[bytes] | bytes | None,
    filename: str,
    actor: Actor,
    at: datetime,
) -> OutsideResult:
    """Record the result of a sale elsewhere with its proof; the same again is the same.

    法释〔2020〕21号 arts. 5, 29 on site; 18号 arts. 20, 22 on a platform. A refusal is a fact.
    Raises Conflict(result_already_recorded) for another result, Refusal with every fault else.
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
            return _write(work, lot, given, digest, proof, actor, at)
    except Refusal as refusal:
        if refusal.citations or isinstance(refusal, Conflict):
            _record_refusal(lot_no, refusal, actor, at)
        raise


def _digest_of(given: ResultGiven) -> str:
    """Return the digest of what was handed in, the buyer's number under a key of ours."""
    buyer = given.buyer
    plain = {
        "outcome": given.outcome.value,
        "ended_at": stamp(given.ended_at),
        "price": str(given.price) if given.price else None,
        "paddle": buyer.paddle if buyer else given.paddle,
        "buyer": vault.digest("auction.buyer", f"{buyer.name}|{buyer.id_number}")
        if buyer
        else None,
        "deposit": str(given.deposit),
        "commission": str(given.commission),
        "counts": [given.bids, given.bidders, given.extensions],
        "minutes": given.minutes,
    }
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


def _earlier(lot: Lot, digest: str) -> OutsideResult | None:
    earlier = find_outside_result(lot.id)
    if earlier is not None and earlier.content_sha256 != digest:
        raise Conflict("result_already_recorded", citations=(articles.CONFIRMATION,))
    return earlier


def _judge(lot: Lot, given: ResultGiven, at: datetime) -> None:
    """Refuse a result that cannot be that of this sale."""
    if standing_plan(lot) is None:
        raise Conflict("not_sold_elsewhere", citations=(articles.VENUE,))
    if lot.opens_at is None or lot.scheduled_close_at is None or lot.announced_at is None:
        raise Conflict("not_sold_elsewhere", citations=(articles.VENUE,))
    assert lot.start_price is not None
    frame = SaleFrame(
        venue=lot.venue,
        round=lot.round,
        start_price=lot.start_price,
        deposit=lot.entry_payment,
        opens_at=lot.opens_at,
        scheduled_close_at=lot.scheduled_close_at,
        secret_reserve=unsealed_reserve(lot),
    )
    prices.refuse(judge_result(frame, given, at=at))
    if lot.venue is Venue.TRADITIONAL:
        _judge_on_site(lot, given)
    elif given.buyer is not None:
        _refuse_defaulter(lot, given.buyer, at)


def _judge_on_site(lot: Lot, given: ResultGiven) -> None:
    """Refuse minutes that are none, and a buyer who did not qualify (20〔21〕 art. 10)."""
    if len(given.minutes.strip()) < MINUTES_MIN:
        raise Refusal(
            "minutes_of_sale_missing",
            citations=(articles.HOUSE_DRAWN,),
            fields={"minutes": "minutes_of_sale_missing"},
        )
    if given.outcome is Outcome.UNSOLD:
        return
    holder = db.session.scalar(
        db.select(Enrollment.id).filter_by(
            lot_id=lot.id, paddle=given.paddle, state=EnrollmentState.QUALIFIED
        )
    )
    if holder is None:
        raise Refusal(
            "result_paddle_unknown",
            citations=(articles.OFFLINE_DEPOSIT,),
            fields={"paddle": "result_paddle_unknown"},
        )


def _refuse_defaulter(lot: Lot, buyer: Buyer, at: datetime) -> None:
    """Refuse whoever bought this asset before and did not pay (18号 art. 24(2))."""
    for default in queries.list_defaults_of_asset(lot.asset_no):
        sold = db.session.get(Lot, default.lot_id)
        assert sold is not None
        holder = open_buyer(sold, purpose="bar", actor=SYSTEM, at=at)
        if holder.id_number == buyer.id_number:
            raise Refusal("result_buyer_barred", citations=(articles.DEFAULTED_BUYER,))


def keep_proof(
    lot: Lot, evidence: IO[bytes] | bytes | None, filename: str, actor: Actor, at: datetime
) -> media.MediaView:
    """Keep the proof with the case; checked like any document, and open to the court alone."""
    if evidence is None or not filename:
        raise Refusal("evidence_missing", fields={"evidence": "evidence_missing"})
    place = media.MediaPlace(lot.case_number, lot.court_id)
    return media.ingest_pdf(evidence, filename, place=place, actor=actor, at=at)


def _write(
    work: Work,
    lot: Lot,
    given: ResultGiven,
    digest: str,
    proof: media.MediaView,
    actor: Actor,
    at: datetime,
) -> OutsideResult:
    open_locked(work, lot, at=at)
    is_sold = given.outcome is Outcome.SOLD
    paddle = _paddle(lot, given, at) if is_sold else None
    move(lot, LotAction.RECORD_SALE if is_sold else LotAction.RECORD_FAILURE, actor=actor, at=at)
    lot.price, lot.leader_paddle, lot.ended_at = given.price, paddle, given.ended_at
    result = Result(
        lot_id=lot.id,
        outcome=given.outcome,
        price=given.price,
        paddle=paddle,
        bid_count=given.bids,
        extensions=given.extensions,
        ended_at=given.ended_at,
        closed_at=at,
        citations=[citation.as_dict() for citation in _basis(lot, is_sold=is_sold)],
    )
    recorded = OutsideResult(
        lot_id=lot.id,
        venue=lot.venue,
        outcome=given.outcome,
        price=given.price,
        ended_at=given.ended_at,
        deposit=given.deposit,
        commission=given.commission,
        details={
            "bids": given.bids,
            "bidders": given.bidders,
            "extensions": given.extensions,
            "minutes": given.minutes.strip(),
        },
        content_sha256=digest,
        evidence_media_id=proof.id,
        evidence_sha256=proof.sha256,
        recorded_by=actor.label,
        recorded_at=at,
    )
    db.session.add_all([result, recorded])
    end_enrollments(work, lot, result, at)
    _tell(work, lot, recorded, actor, at)
    record_end(work, lot, result, at)
    return recorded


def _basis(lot: Lot, *, is_sold: bool) -> tuple[Citation, ...]:
    if lot.venue is Venue.EXTERNAL:
        basis = articles.SINGLE_BIDDER if is_sold else articles.SECOND_ROUND
        return (basis, articles.VENUE)
    return (articles.OFFLINE_RESERVE, articles.ONLINE_FIRST)


def _tell(work: Work, lot: Lot, recorded: OutsideResult, actor: Actor, at: datetime) -> None:
    plan = standing_plan(lot)
    assert plan is not None
    if plan.house_code is not None:
        registry.count_commission(code=plan.house_code, opened=-1)
    fact = OutsideResultRecorded(
        lot=lot.no,
        case_number=lot.case_number,
        venue=lot.venue,
        outcome=recorded.outcome,
        conductor=plan.conductor,
        content_sha256=recorded.content_sha256,
        evidence_sha256=recorded.evidence_sha256,
    )
    work.record(fact, actor=actor, at=at)


def _paddle(lot: Lot, given: ResultGiven, at: datetime) -> str:
    """Return the buyer's paddle; whoever enrolled elsewhere gets a place here now."""
    if given.buyer is None:
        assert given.paddle is not None
        return given.paddle
    enrollment = _enroll(lot, given.buyer, at)
    if given.deposit:
        ask_platform(lot, enrollment, given, at=at)
    assert enrollment.paddle is not None
    return enrollment.paddle


def _enroll(lot: Lot, buyer: Buyer, at: datetime) -> Enrollment:
    """Give the buyer of another platform a sealed place here, so that the sale can go on."""
    digest = vault.digest(PURPOSE, f"{lot.no}|outside|{buyer.id_number}")
    record = {
        "person_id": None,
        "account": "",
        "name": buyer.name,
        "id_type": buyer.id_type.value,
        "id_number": buyer.id_number,
        "id_masked": identity.masked(buyer.id_number),
    }
    sealed = vault.seal(PURPOSE, json.dumps(record, ensure_ascii=False), f"{lot.no}|{digest}")
    enrollment = Enrollment(
        lot_id=lot.id,
        holder_digest=digest,
        identity_sealed=sealed,
        state=ENROLLMENT.after(EnrollmentState.APPLIED, EnrollmentAction.QUALIFY),
        paddle=_free_paddle(lot, buyer.paddle),
        accepted_notice_version=lot.notice_version,
        accepted_prompts=[],
        applied_at=at,
        qualified_at=at,
    )
    db.session.add(enrollment)
    db.session.flush()
    return enrollment


def _free_paddle(lot: Lot, wanted: str) -> str:
    def is_taken(paddle: str) -> bool:
        taken = db.select(Enrollment.id).filter_by(lot_id=lot.id, paddle=paddle)
        return db.session.scalar(taken) is not None

    return new_paddle(is_taken) if is_taken(wanted) else wanted


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        fact = OutsideResultRefused(
            lot=lot.no,
            case_number=lot.case_number,
            code=refusal.code,
            citations=[str(citation) for citation in refusal.citations],
        )
        work.record(fact, actor=actor, at=at)
