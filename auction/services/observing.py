"""Open what is sealed of an ended lot to whoever reads under a mandate; on the record first.

Before bidding has ended nobody opens anything, whatever a mandate says (18号 art. 18(2), P98).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.store import Work, unit_of_work
from app.supervision import facade as supervision
from auction import queries
from auction.facts import IdentityOpened
from auction.facts.qualification import PurchaseProofsRead
from auction.models import Lot, PurchaseProof
from auction.queries.glass import find_holder_of
from auction.queries.observing import list_paddles, list_proofs
from auction.rules import articles
from auction.services.identities import Holder, open_sealed
from auction.services.qualifying import open_paper
from auction.vocabulary import ENDED_STATES

POLICY = Citation(articles.PLATFORM_RULES, "P98")
T = TypeVar("T")


@dataclass(frozen=True)
class Sealed:
    """What of a lot is sealed: its paddles and its proofs, nothing of them opened."""

    lot: Lot
    paddles: Sequence[str]
    proofs: Sequence[PurchaseProof]


def list_sealed(*, mandate: str, lot_no: str, actor: Actor, at: datetime) -> Sealed:
    """Return what a mandate could open of a lot; nothing is opened.

    Raises Forbidden: identity_sealed before the end, and what the mandate forbids.
    """
    lot = queries.get_public_lot(lot_no)
    supervision.require_lot(mandate, case_number=lot.case_number, lot_no=lot.no, actor=actor, at=at)
    _require_ended(lot)
    return Sealed(lot, list_paddles(lot.id), list_proofs(lot.id))


def read_name(
    *, mandate: str, lot_no: str, paddle: str, purpose: str, actor: Actor, at: datetime
) -> Holder:
    """Return who stands behind a paddle of an ended lot; committed to the record first (L11)."""
    code = paddle.strip().upper()

    def record(work: Work, lot: Lot) -> tuple[str, bytes]:
        enrollment = find_holder_of(lot.id, code)
        if enrollment is None:
            raise NotFound("paddle", code)
        work.record(
            IdentityOpened(lot=lot.no, paddle=code, purpose=f"mandate/{mandate}"),
            actor=actor,
            at=at,
        )
        return enrollment.holder_digest, enrollment.identity_sealed

    found = _recorded(mandate, lot_no, f"name/{code}", purpose, actor, at, record)
    return open_sealed(lot_no, *found)


def read_proof(
    *, mandate: str, lot_no: str, proof_id: int, purpose: str, actor: Actor, at: datetime
) -> bytes:
    """Return a proof of qualification of an ended lot; committed to the record first (L11)."""

    def record(work: Work, lot: Lot) -> tuple[Lot, PurchaseProof]:
        proof = next((one for one in list_proofs(lot.id) if one.id == proof_id), None)
        if proof is None:
            raise NotFound("proof", proof_id)
        fact = PurchaseProofsRead(lot=lot.no, case_number=lot.case_number, proofs=[proof.id])
        work.record(fact, actor=actor, at=at)
        return lot, proof

    found = _recorded(mandate, lot_no, f"proof/{proof_id}", purpose, actor, at, record)
    return open_paper(*found)


def _recorded(
    mandate: str,
    lot_no: str,
    opened: str,
    purpose: str,
    actor: Actor,
    at: datetime,
    record: Callable[[Work, Lot], T],
) -> T:
    """Judge and record a reading in one transaction; what it returns is opened after the commit."""
    try:
        with unit_of_work() as work:
            lot = queries.get_public_lot(lot_no)
            supervision.record_sealed(
                work,
                mandate,
                case_number=lot.case_number,
                lot_no=lot.no,
                opened=opened,
                purpose=purpose,
                actor=actor,
                at=at,
            )
            _require_ended(lot)
            return record(work, lot)
    except Refusal as refusal:
        if refusal.citations:
            supervision.note_refusal(mandate, refusal, actor=actor, at=at)
        raise


def _require_ended(lot: Lot) -> None:
    if lot.state not in ENDED_STATES:
        raise Forbidden("identity_sealed", citations=(articles.ENROLLMENT, POLICY))
