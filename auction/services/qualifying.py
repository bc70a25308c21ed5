"""Promise to be qualified to buy a home under limits, and prove it (法释〔2021〕18号 arts. 1-3)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.media.facade import check_pdf
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.qualification import PurchasePromised, PurchaseProofGiven
from auction.models import Lot, PurchasePromise, PurchaseProof, PurchaseVerdict
from auction.rules import articles
from auction.rules.closing import ENROLLABLE
from auction.rules.purchase_limit import PROMISE
from auction.services.buyers import people_concerned
from auction.services.eligibility import require_eligible
from auction.services.identities import BIDDER, Holder, holder_digest

#: Bytes of one proof, and proofs of one person on one lot.
PROOF_BYTES_MAX = 5 << 20
PROOFS_MAX = 10


@dataclass(frozen=True)
class OwnQualification:
    """What a person promised and proved on a lot, as the person reads it."""

    promise: PurchasePromise | None
    proofs: Sequence[tuple[PurchaseProof, PurchaseVerdict | None]]
    may_prove: bool


def require_limited(lot: Lot) -> None:
    """Refuse what only a home under purchase limits asks for."""
    if not lot.purchase_limit:
        raise Refusal("purchase_unlimited", status=409, citations=(articles.HOME_PROMISE,))


def find_promise(lot: Lot, digest: str) -> PurchasePromise | None:
    """Return what a person promised on a lot, or None."""
    return db.session.scalar(select(PurchasePromise).filter_by(lot_id=lot.id, holder_digest=digest))


def promise(*, lot_no: str, actor: Actor, at: datetime) -> None:
    """Promise in the own session, as a joint buyer or the principal of an agent does; once.

    Raises Refusal: purchase_unlimited, purchase_proof_over, real_name_missing, barred.
    """
    with unit_of_work() as work:
        lot = _limited_lot(lot_no)
        if lot.state not in ENROLLABLE:
            raise Refusal("purchase_proof_over", status=409, citations=(articles.HOME_PROMISE,))
        require_eligible(lot, actor)
        assert actor.person_id is not None
        keep_promise(work, lot, holder_digest(lot.no, actor.person_id), at)


def _limited_lot(lot_no: str) -> Lot:
    lot = lock_row(Lot, no=lot_no)
    if lot.announced_at is None:
        raise NotFound("lot", lot_no)
    require_limited(lot)
    return lot


def keep_promise(work: Work, lot: Lot, digest: str, at: datetime) -> None:
    """Keep a promise, once; inside a unit of work that holds the lot."""
    made = db.session.scalar(
        insert(PurchasePromise)
        .values(lot_id=lot.id, holder_digest=digest, words=PROMISE, promised_at=at)
        .on_conflict_do_nothing()
        .returning(PurchasePromise.id)
    )
    if made is not None:
        work.record(PurchasePromised(lot=lot.no, promise=made), actor=BIDDER, at=at)


def require_promises(
    work: Work,
    lot: Lot,
    actor: Actor,
    buyers: Iterable[tuple[Holder, int]],
    at: datetime,
    *,
    promises: bool,
) -> None:
    """Refuse an enrollment on a home under limits unless each buyer has promised (arts. 1, 2).

    Whoever enrolls promises with it if the person buys; an agent does not promise for another.
    """
    if not lot.purchase_limit:
        return
    assert actor.person_id is not None
    own = holder_digest(lot.no, actor.person_id)
    ids = [holder.person_id for holder, _ in buyers]
    digests = [holder_digest(lot.no, one) for one in ids if one is not None] or [own]
    if promises and own in digests:
        keep_promise(work, lot, own, at)
        db.session.flush()
    if any(find_promise(lot, digest) is None for digest in digests):
        raise Refusal(
            "purchase_promise_missing",
            citations=(articles.HOME_PURCHASE, articles.HOME_PROMISE, articles.HOME_FALSE),
            fields={"promises": "purchase_promise_missing"},
        )


def require_taker_promise(
    work: Work, lot: Lot, digest: str, at: datetime, *, promises: bool
) -> None:
    """Refuse a creditor that takes a home under limits without promising (2021〔18〕 art. 5)."""
    if promises:
        keep_promise(work, lot, digest, at)
    elif find_promise(lot, digest) is None:
        raise Refusal(
            "purchase_promise_missing",
            citations=(articles.HOME_IN_KIND, articles.HOME_FALSE),
            fields={"promises": "purchase_promise_missing"},
        )


def hand_in_proof(
    *,
    lot_no: str,
    covers_from: date,
    covers_until: date,
    paper: bytes,
    actor: Actor,
    at: datetime,
) -> PurchaseProof:
    """Hand in a paper for the days it speaks for, until the end or, as the buyer, the ruling.

    Raises Refusal: purchase_promise_missing, purchase_proof_over, and what ``keep_proof`` raises.
    """
    assert actor.person_id is not None
    check_paper(covers_from, covers_until, paper, at)
    with unit_of_work() as work:
        lot = _limited_lot(lot_no)
        digest = holder_digest(lot.no, actor.person_id)
        if find_promise(lot, digest) is None:
            raise Refusal(
                "purchase_promise_missing", status=409, citations=(articles.HOME_PROMISE,)
            )
        if not _may_prove(lot, digest):
            raise Refusal(
                "purchase_proof_over", status=409, citations=(articles.HOME_QUALIFICATION,)
            )
        return keep_proof(work, lot, digest, (covers_from, covers_until), paper, BIDDER, at)


def _may_prove(lot: Lot, digest: str) -> bool:
    if lot.state in ENROLLABLE:
        return True
    return any(one.digest == digest for one in people_concerned(lot))


def check_paper(covers_from: date, covers_until: date, paper: bytes, at: datetime) -> None:
    """Refuse days that cannot be and a file that is no paper; outside of any lock.

    Raises Refusal: purchase_days_wrong, purchase_proof_absent, and codes of MediaFault.
    """
    if not covers_from <= covers_until <= local_date(at):
        fields = {"covers_until": "purchase_days_wrong"}
        raise Refusal("purchase_days_wrong", fields=fields)
    if not paper or len(paper) > PROOF_BYTES_MAX:
        fields = {"paper": "purchase_proof_absent"}
        raise Refusal("purchase_proof_absent", fields=fields)
    check_pdf(paper, "proof.pdf")


def keep_proof(
    work: Work,
    lot: Lot,
    digest: str,
    days: tuple[date, date],
    paper: bytes,
    actor: Actor,
    at: datetime,
) -> PurchaseProof:
    """Seal and keep a checked paper; inside a unit of work that holds the lot.

    Raises Refusal(purchase_proofs_too_many).
    """
    count = select(func.count(PurchaseProof.id)).filter_by(lot_id=lot.id, holder_digest=digest)
    if (db.session.scalar(count) or 0) >= PROOFS_MAX:
        raise Refusal("purchase_proofs_too_many", status=409)
    proof = PurchaseProof(
        lot_id=lot.id,
        holder_digest=digest,
        covers_from=days[0],
        covers_until=days[1],
        paper_sealed=vault.seal_bytes("proof", paper, _context(lot, digest)),
        sha256=hashlib.sha256(paper).hexdigest(),
        handed_in_by=actor.label,
        handed_in_at=at,
    )
    db.session.add(proof)
    db.session.flush()
    work.record(
        PurchaseProofGiven(lot=lot.no, proof=proof.id, sha256=proof.sha256), actor=actor, at=at
    )
    return proof


def _context(lot: Lot, digest: str) -> str:
    return f"proof|{lot.no}|{digest}"


def open_paper(lot: Lot, proof: PurchaseProof) -> bytes:
    """Unseal a proof; the caller judges who may ask and puts it on the record."""
    return vault.unseal_bytes("proof", proof.paper_sealed, _context(lot, proof.holder_digest))


def proofs_of(lot: Lot, digest: str) -> list[tuple[PurchaseProof, PurchaseVerdict | None]]:
    """Return a person's proofs on a lot in the order they came in, each with its verdict."""
    rows = db.session.execute(
        select(PurchaseProof, PurchaseVerdict)
        .outerjoin(PurchaseVerdict, PurchaseVerdict.proof_id == PurchaseProof.id)
        .where(PurchaseProof.lot_id == lot.id, PurchaseProof.holder_digest == digest)
        .order_by(PurchaseProof.id)
    )
    return [(proof, verdict) for proof, verdict in rows]


def own_qualification(lot: Lot, actor: Actor) -> OwnQualification:
    """Return what the actor promised and proved on a lot; nobody else's can be asked for."""
    digest = holder_digest(lot.no, actor.person_id or 0)
    found = find_promise(lot, digest)
    return OwnQualification(
        found, proofs_of(lot, digest), found is not None and _may_prove(lot, digest)
    )


def own_paper(*, lot_no: str, proof_id: int, actor: Actor) -> bytes:
    """Return the actor's own paper; raises NotFound for anybody else's."""
    lot = queries.get_public_lot(lot_no)
    digest = holder_digest(lot.no, actor.person_id or 0)
    query = select(PurchaseProof).filter_by(id=proof_id, lot_id=lot.id, holder_digest=digest)
    proof = db.session.scalar(query)
    if proof is None:
        raise NotFound("proof", proof_id)
    return open_paper(lot, proof)
