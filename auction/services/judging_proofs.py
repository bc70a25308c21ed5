"""The court reads and judges the proofs of qualification, and rules to nobody without them.

法释〔2021〕18号 art. 3: after the sale and before the ruling; until the end of bidding nobody reads
who bids (法释〔2016〕18号 art. 18(2), P80).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.qualification import PurchaseProofJudged, PurchaseProofsRead
from auction.models import Lot, PurchasePromise, PurchaseProof, PurchaseVerdict
from auction.rules import articles
from auction.rules.movers import may_move
from auction.rules.purchase_limit import first_day_unproven
from auction.services.acts import require_reason
from auction.services.buyers import Person, people_concerned
from auction.services.qualifying import (
    check_paper,
    find_promise,
    keep_proof,
    open_paper,
    proofs_of,
    require_limited,
)
from auction.vocabulary import ENDED_STATES, LotAction


@dataclass(frozen=True)
class PersonProofs:
    """One buyer or creditor as the court reads it."""

    person: Person
    promise: PurchasePromise | None
    proofs: Sequence[tuple[PurchaseProof, PurchaseVerdict | None]]
    #: The first day for which no accepted proof speaks if the ruling were made now.
    unproven: date | None


def _unproven(
    proofs: Sequence[tuple[PurchaseProof, PurchaseVerdict | None]], since: date, at: datetime
) -> date | None:
    periods = [
        (proof.covers_from, proof.covers_until)
        for proof, verdict in proofs
        if verdict is not None and verdict.is_accepted
    ]
    today = local_date(at)
    days = lawbook.number("purchase_proof_fresh_days", on=today)
    return first_day_unproven(periods, since=since, ruled_on=today, fresh_days=days)


def _ended_lot(lot_no: str, actor: Actor) -> Lot:
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    require_limited(lot)
    if lot.state not in ENDED_STATES:
        raise Forbidden("identity_sealed", citations=(articles.ENROLLMENT,))
    return lot


def read_proofs(*, lot_no: str, actor: Actor, at: datetime) -> list[PersonProofs]:
    """Return what each buyer or creditor promised and proved; on the record first (L11).

    Raises Forbidden(identity_sealed) before bidding ended, Refusal(purchase_unlimited).
    """
    lot = _ended_lot(lot_no, actor)
    views = []
    for person in people_concerned(lot):
        proofs = proofs_of(lot, person.digest)
        views.append(
            PersonProofs(
                person,
                find_promise(lot, person.digest),
                proofs,
                _unproven(proofs, person.since, at),
            )
        )
    shown = [proof.id for view in views for proof, _ in view.proofs]
    if shown:
        _record_reading(lot, shown, actor, at)
    return views


def _record_reading(lot: Lot, proofs: list[int], actor: Actor, at: datetime) -> None:
    with unit_of_work() as work:
        fact = PurchaseProofsRead(lot=lot.no, case_number=lot.case_number, proofs=proofs)
        work.record(fact, actor=actor, at=at)


def read_paper(*, lot_no: str, proof_id: int, actor: Actor, at: datetime) -> bytes:
    """Return a proof to its court; the reading is on the record first (L11)."""
    lot = _ended_lot(lot_no, actor)
    proof = _proof_of(lot, proof_id)
    _record_reading(lot, [proof.id], actor, at)
    return open_paper(lot, proof)


def _proof_of(lot: Lot, proof_id: int) -> PurchaseProof:
    """Return a proof of somebody the lot may go to; those of losers are nobody's business."""
    proof = db.session.scalar(select(PurchaseProof).filter_by(id=proof_id, lot_id=lot.id))
    if proof is None or all(proof.holder_digest != one.digest for one in people_concerned(lot)):
        raise NotFound("proof", proof_id)
    return proof


def take_proof_in(
    *,
    lot_no: str,
    person: str,
    covers_from: date,
    covers_until: date,
    paper: bytes,
    actor: Actor,
    at: datetime,
) -> PurchaseProof:
    """Take in on paper what a buyer or creditor without an account here handed to the court.

    ``person`` is the digest under which the court's page lists the person; raises NotFound for
    another one, and what ``check_paper`` raises.
    """
    lot = _ended_lot(lot_no, actor)
    check_paper(covers_from, covers_until, paper, at)
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot.id)
        if all(person != one.digest for one in people_concerned(lot)):
            raise NotFound("buyer", lot_no)
        return keep_proof(work, lot, person, (covers_from, covers_until), paper, actor, at)


def judge_proof(
    *, lot_no: str, proof_id: int, accepts: bool, reason: str, actor: Actor, at: datetime
) -> PurchaseVerdict:
    """Accept or refuse a proof with a reason, once (2021〔18〕 art. 3); a judge's to do.

    Raises Refusal: reason_missing; Conflict: purchase_proof_judged.
    """
    words = require_reason(reason, (articles.HOME_QUALIFICATION,))
    if not may_move(LotAction.PROVE_BUYER, actor.roles):
        raise Forbidden
    lot = _ended_lot(lot_no, actor)
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot.id)
        proof = _proof_of(lot, proof_id)
        query = select(PurchaseVerdict.id).filter_by(proof_id=proof.id)
        if db.session.scalar(query) is not None:
            raise Conflict("purchase_proof_judged", citations=(articles.HOME_QUALIFICATION,))
        verdict = PurchaseVerdict(
            proof_id=proof.id,
            is_accepted=accepts,
            reason=words,
            judged_by=actor.label,
            judged_at=at,
        )
        db.session.add(verdict)
        fact = PurchaseProofJudged(
            lot=lot.no,
            case_number=lot.case_number,
            proof=proof.id,
            is_accepted=accepts,
            reason=words,
        )
        work.record(fact, actor=actor, at=at)
        return verdict


def require_proven(
    lot: Lot, people: Sequence[Person], at: datetime, *, citations: Sequence[Citation]
) -> None:
    """Refuse to go on while one of the people is not shown to be qualified throughout.

    Raises Refusal(purchase_unproven) with the first day no accepted proof speaks for.
    """
    for person in people:
        day = _unproven(proofs_of(lot, person.digest), person.since, at)
        if day is not None:
            raise Refusal(
                "purchase_unproven",
                status=409,
                citations=tuple(citations),
                params={"day": day.isoformat()},
            )
    if not people:
        raise Refusal("purchase_proof_missing", status=409, citations=tuple(citations))


def is_refused(lot: Lot, person: Person, at: datetime) -> bool:
    """Say whether a judge refused a proof of somebody who is not shown to be qualified since."""
    proofs = proofs_of(lot, person.digest)
    has_refusal = any(verdict is not None and not verdict.is_accepted for _, verdict in proofs)
    return has_refusal and _unproven(proofs, person.since, at) is not None
