"""Receipts: a signed answer to every attempt, also a refused one, kept for ever.

A receipt proves to its holder what was asked, when it entered, and how it was answered; its
leaf hash is the promise that the fact behind it stands in the record (reliability 5.2).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import select

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.errors import NotFound, Refusal
from app.kernel.money import Money
from app.store import db
from app.trail.log_reading import find_proof
from app.trail.notes import TlogProof
from auction.models import Attempt, Lot
from auction.services.identities import holder_digest

VERSION = 1
#: The outcome of a bid that leads; any other is the code of a fault.
ACCEPTED = "accepted"
#: Why a refusal is one in HTTP's words: who, when; an amount is 422.
_STATUS = {
    "not_enrolled": 403,
    "deposit_not_held": 403,
    "barred": 403,
    "notice_unread": 409,
    "not_open": 409,
    "late": 409,
    "suspended": 409,
    "already_leading": 409,
}

#: A receipt as stored and handed out: {"id", "receipt": {...signed body...}, "signature", "key"}.
Receipt = dict[str, Any]


def new_receipt_id() -> str:
    """Return an unguessable public name for a receipt."""
    return secrets.token_urlsafe(18)


def signed(receipt_id: str, body: Mapping[str, Any]) -> Receipt:
    """Sign the canonical bytes (RFC 8785) of a receipt's body with the platform's key."""
    content = {"v": VERSION, "id": receipt_id, **body}
    return {
        "id": receipt_id,
        "receipt": content,
        "signature": vault.sign(rfc8785.dumps(content)),
        "key": vault.public_key(),
    }


def refusal_of(receipt: Receipt) -> Refusal | None:
    """Return the refusal that a receipt carries, or None when the bid was accepted."""
    body = receipt["receipt"]
    if body["outcome"] == ACCEPTED:
        return None
    minimum = body["minimum"]
    return Refusal(
        body["outcome"],
        citations=[Citation(**citation) for citation in body["citations"]],
        params={"minimum": Money.parse(minimum).yuan if minimum else None},
        status=_STATUS.get(body["outcome"], 422),
    )


@dataclass(frozen=True)
class ReceiptView:
    """A receipt with the lot it belongs to, for its holder only."""

    lot_no: str
    lot_title: str
    document: Receipt

    @property
    def body(self) -> Mapping[str, Any]:
        """The signed part."""
        body: Mapping[str, Any] = self.document["receipt"]
        return body


def get_receipt(receipt_id: str, *, actor: Actor) -> ReceiptView:
    """Return the actor's own receipt; raise NotFound for anybody else's, as if it did not exist."""
    row = db.session.execute(
        select(Attempt, Lot.no, Lot.title)
        .join(Lot, Lot.id == Attempt.lot_id)
        .where(Attempt.receipt_id == receipt_id)
    ).first()
    if row is None or actor.person_id is None:
        raise NotFound("receipt", receipt_id)
    attempt, lot_no, title = row
    if not secrets.compare_digest(attempt.holder_digest, holder_digest(lot_no, actor.person_id)):
        raise NotFound("receipt", receipt_id)
    return ReceiptView(lot_no, title, attempt.receipt)


def find_proof_of(view: ReceiptView) -> TlogProof | None:
    """Return the proof that the fact behind a receipt is sealed, or None for about a second."""
    return find_proof(bytes.fromhex(view.body["leaf_hash"]))


def list_own_receipts(lot_no: str, *, actor: Actor, limit: int = 50) -> Sequence[Receipt]:
    """Return the actor's newest receipts of a lot."""
    if actor.person_id is None:
        return []
    return db.session.scalars(
        select(Attempt.receipt)
        .join(Lot, Lot.id == Attempt.lot_id)
        .where(Lot.no == lot_no, Attempt.holder_digest == holder_digest(lot_no, actor.person_id))
        .order_by(Attempt.id.desc())
        .limit(limit)
    ).all()
