"""Read proposals of two people and their versions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import array

from app.kernel.errors import NotFound
from app.ledger.desk_vocabulary import (
    OPEN_PROPOSALS,
    ProposalKind,
    ProposalState,
)
from app.ledger.models import MoneyProposal, MoneyProposalVersion
from app.ledger.queries.book import LIST_MAX
from app.store.db import db


@dataclass(frozen=True)
class BatchProgress:
    """How far the proposals made together have come."""

    no: str
    total: int
    proposed: int
    done: int
    failed: int

    @property
    def ended(self) -> int:
        """How many need nothing more."""
        return self.done + self.failed


def get_proposal(no: str, *, court_id: int | None) -> MoneyProposal:
    """Return a proposal of a court; raises NotFound for another court's as for none."""
    found: MoneyProposal | None = db.session.scalar(
        select(MoneyProposal).where(MoneyProposal.no == no)
    )
    if found is None or (court_id is not None and found.court_id != court_id):
        raise NotFound("proposal", no)
    return found


def find_open_proposal(subject: str) -> MoneyProposal | None:
    """Return the proposal that binds a subject now, or nothing."""
    return db.session.scalar(
        select(MoneyProposal).where(
            MoneyProposal.subject == subject, MoneyProposal.state.in_(OPEN_PROPOSALS)
        )
    )


def find_proposal_of_receipts(serials: Collection[str]) -> MoneyProposal | None:
    """Return an open proposal that uses one of some receipts, or nothing."""
    return db.session.scalar(
        select(MoneyProposal)
        .where(
            MoneyProposal.state.in_(OPEN_PROPOSALS),
            MoneyProposal.kind.in_((ProposalKind.SUSPENSE_MATCH, ProposalKind.SUSPENSE_RETURN)),
            MoneyProposal.content["serials"].has_any(array(sorted(serials))),
        )
        .limit(1)
    )


def find_proposal_of_instruction(instruction_id: str) -> MoneyProposal | None:
    """Return the proposal that an instruction followed from, or nothing."""
    return db.session.scalar(
        select(MoneyProposal)
        .where(MoneyProposal.instruction_id == instruction_id)
        .with_for_update()
    )


def list_proposals(
    court_id: int | None,
    states: Collection[ProposalState],
    *,
    newest_first: bool = False,
    limit: int = LIST_MAX,
) -> Sequence[MoneyProposal]:
    """Return a court's proposals in some states, the oldest first unless asked otherwise."""
    query = select(MoneyProposal).where(MoneyProposal.state.in_(states))
    if court_id is not None:
        query = query.where(MoneyProposal.court_id == court_id)
    order = MoneyProposal.id.desc() if newest_first else MoneyProposal.id
    return db.session.scalars(query.order_by(order).limit(limit)).all()


def list_approved(limit: int) -> Sequence[str]:
    """Return the numbers of what waits to be carried out, the oldest approval first."""
    return db.session.scalars(
        select(MoneyProposal.no)
        .where(MoneyProposal.state == ProposalState.APPROVED)
        .order_by(MoneyProposal.approved_at, MoneyProposal.id)
        .limit(limit)
    ).all()


def list_of_batch(
    batch_no: str, *, court_id: int | None, limit: int = 500
) -> Sequence[MoneyProposal]:
    """Return the proposals made together, in the order they were made."""
    query = select(MoneyProposal).where(MoneyProposal.batch_no == batch_no)
    if court_id is not None:
        query = query.where(MoneyProposal.court_id == court_id)
    return db.session.scalars(query.order_by(MoneyProposal.id).limit(limit)).all()


def batch_progress(batch_no: str, *, court_id: int | None) -> BatchProgress:
    """Count how far a batch has come; raises NotFound."""
    query = select(MoneyProposal.state, func.count()).where(MoneyProposal.batch_no == batch_no)
    if court_id is not None:
        query = query.where(MoneyProposal.court_id == court_id)
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(MoneyProposal.state))}
    if not found:
        raise NotFound("batch", batch_no)
    failed = (ProposalState.FAILED, ProposalState.REJECTED, ProposalState.WITHDRAWN)
    return BatchProgress(
        batch_no,
        total=sum(found.values()),
        proposed=found.get(ProposalState.PROPOSED, 0),
        done=found.get(ProposalState.DONE, 0),
        failed=sum(found.get(state, 0) for state in failed),
    )


def list_batches(court_id: int | None, limit: int = 20) -> Sequence[str]:
    """Return the numbers of a court's batches, newest first."""
    query = select(MoneyProposal.batch_no).where(MoneyProposal.batch_no.is_not(None))
    if court_id is not None:
        query = query.where(MoneyProposal.court_id == court_id)
    grouped = query.group_by(MoneyProposal.batch_no).order_by(func.max(MoneyProposal.id).desc())
    return [no for no in db.session.scalars(grouped.limit(limit)) if no]


def list_versions(proposal: MoneyProposal) -> Sequence[MoneyProposalVersion]:
    """Return what a proposal said, the first version first."""
    return db.session.scalars(
        select(MoneyProposalVersion)
        .where(MoneyProposalVersion.proposal_id == proposal.id)
        .order_by(MoneyProposalVersion.version)
    ).all()
