"""Write down what burdens an asset, and lift it again; nothing is ever erased."""

from datetime import date, datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts
from registry.models import Asset, Encumbrance
from registry.vocabulary import EncumbranceKind

RANK_MAX = 99
REASON_MIN = 4


def record_encumbrance(
    *,
    asset_no: str,
    kind: EncumbranceKind,
    holder: str,
    amount: Money | None = None,
    rank: int | None = None,
    registered_on: date | None = None,
    ends_on: date | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Encumbrance:
    """Write a burden of an asset; it belongs to the findings of 法释〔2018〕15号 art. 3."""
    faults = {}
    if rank is not None and not 1 <= rank <= RANK_MAX:
        faults["rank"] = ["bad_rank"]
    if registered_on is not None and registered_on > local_date(at):
        faults["registered_on"] = ["day_to_come"]
    if registered_on is not None and ends_on is not None and ends_on < registered_on:
        faults["ends_on"] = ["ends_before_it_begins"]
    if faults:
        raise Refusal(next(iter(faults.values()))[0], fields=faults)
    with unit_of_work() as work:
        asset = lock_row(Asset, no=asset_no)
        require_court(actor, asset.case.court_id)
        if asset.withdrawn_at is not None:
            raise Conflict("asset_withdrawn")
        row = Encumbrance(
            asset_id=asset.id,
            kind=kind,
            holder=holder.strip(),
            amount=amount,
            rank=rank,
            registered_on=registered_on,
            ends_on=ends_on,
            note=note.strip(),
            recorded_at=at,
        )
        db.session.add(row)
        db.session.flush()
        work.record(
            facts.EncumbranceRecorded(
                case_number=asset.case.number,
                asset_no=asset.no,
                burden=f"{kind}/{row.id}",
                amount=str(amount) if amount is not None else None,
                rank=rank,
                registered_on=registered_on.isoformat() if registered_on else None,
            ),
            actor=actor,
            at=at,
        )
        return row


def lift_encumbrance(
    *, encumbrance_id: int, reason: str, actor: Actor, at: datetime
) -> Encumbrance:
    """Record that a burden no longer rests on the asset, or was written down wrongly."""
    reason = reason.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("correction_reason_missing", fields={"reason": ["correction_reason_missing"]})
    with unit_of_work() as work:
        row = lock_row(Encumbrance, id=encumbrance_id)
        asset = lock_row(Asset, id=row.asset_id)
        require_court(actor, asset.case.court_id)
        if row.lifted_at is not None:
            return row
        row.lifted_at, row.lifted_reason = at, reason
        work.record(
            facts.EncumbranceLifted(
                case_number=asset.case.number,
                asset_no=asset.no,
                burden=f"{row.kind}/{row.id}",
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        return row
