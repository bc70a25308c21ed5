"""Let the members of a panel sign its record; without every signature no notice goes out."""

import hashlib
from datetime import datetime
from typing import Any

import rfc8785

from app.identity import facade as identity
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.facts import stamp
from app.media import facade as media
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.preparing import PanelSigned
from auction.models import Lot, PanelDecision, PanelSignature
from auction.rules import articles
from auction.rules.movers import may_move
from auction.vocabulary import PREPARED_IN, LotAction, SignatureWay


def record_digest(lot_no: str, decision: PanelDecision) -> str:
    """Return the SHA-256 of a panel's record in its canonical form: that is what is signed."""
    body = rfc8785.dumps(
        {
            "lot": lot_no,
            "decided_on": decision.decided_on.isoformat(),
            "members": decision.members,
            "minutes": decision.minutes,
            "start_price": str(decision.start_price),
            "cut_bp": decision.cut_bp,
            "bid_step": str(decision.bid_step),
            "deposit": str(decision.deposit),
            "priority": decision.priority,
            "citations": decision.citations,
            "recorded_by": decision.recorded_by,
            "recorded_at": stamp(decision.recorded_at),
            **_sold_together(decision.lot_id),
        }
    )
    return hashlib.sha256(body).hexdigest()


def _sold_together(lot_id: int) -> dict[str, Any]:
    """Return what the panel decides on of a merged lot: its parts, and why they are one."""
    merger = queries.find_merger(lot_id)
    if merger is None:
        return {}
    parts = [[part.asset_no, str(part.reference_price)] for part in queries.list_parts(lot_id)]
    return {"parts": parts, "ground": merger.ground.value, "reason": merger.reason}


def unsigned_members(decision: PanelDecision) -> list[str]:
    """Return the members whose signature is missing, in their order."""
    signed = {row.place for row in queries.list_signatures(decision.id)}
    return [row["name"] for place, row in enumerate(decision.members) if place not in signed]


def is_own_place(decision: PanelDecision, place: int, actor: Actor) -> bool:
    """Say whether a place in the record is the actor's, by the name of the account."""
    own = identity.staff_names([actor.account]).get(actor.account)
    return own == decision.members[place]["name"]


def sign_record(
    *,
    lot_no: str,
    place: int,
    digest: str,
    actor: Actor,
    at: datetime,
    picture: bytes = b"",
) -> PanelSignature:
    """Sign the newest record of a panel for one member; asked twice, signed once (P69).

    Whoever the account belongs to signs in the own session; anybody else draws on the screen of a
    judge of the court. The digest is what the signer had before the eyes.

    Args:
        place: the member's place in the record, from 0.
        picture: the drawn signature; empty in the own session.

    Raises Forbidden; IllegalMove once announced; NotFound; Conflict: panel_record_changed;
    Refusal: panel_signature_missing. 民事诉讼法 art. 45: the members sign the minutes.
    """
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    if not may_move(LotAction.APPROVE, actor.roles):
        raise Forbidden
    decision = _signable(lot, place, digest)
    is_own = is_own_place(decision, place, actor)
    kept = None
    if not is_own:
        if not picture:
            raise Refusal(
                "panel_signature_missing",
                citations=(articles.PANEL_MINUTES,),
                fields={"signature": "panel_signature_missing"},
            )
        # Outside the row lock: cleaning a picture takes time.
        where = media.MediaPlace(lot.case_number, lot.court_id)
        name = f"签名-{decision.members[place]['name']}.png"
        kept = media.ingest_picture(picture, name, place=where, actor=actor, at=at)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        decision = _signable(lot, place, digest)
        if earlier := queries.find_signature(decision.id, place):
            return earlier
        signature = PanelSignature(
            decision_id=decision.id,
            place=place,
            name=decision.members[place]["name"],
            way=SignatureWay.SESSION if is_own else SignatureWay.DRAWN,
            digest=digest,
            media_id=kept.id if kept else None,
            taken_by=actor.label,
            signed_at=at,
        )
        db.session.add(signature)
        work.record(
            PanelSigned(
                lot=lot.no,
                case_number=lot.case_number,
                member=signature.name,
                way=signature.way,
                digest=digest,
            ),
            actor=actor,
            at=at,
        )
        return signature


def _signable(lot: Lot, place: int, digest: str) -> PanelDecision:
    """Return the newest record if it is the one that was shown, and may still be signed."""
    if lot.state not in PREPARED_IN:
        raise IllegalMove("lot", lot.state, "sign_panel")
    decision = queries.find_decision(lot.id)
    if decision is None or not 0 <= place < len(decision.members):
        raise NotFound("panel_member", place)
    if record_digest(lot.no, decision) != digest:
        raise Conflict("panel_record_changed")
    return decision
