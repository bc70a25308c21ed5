"""Proposals of two people: made, edited, rejected, withdrawn, and how they end (M10)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_rules import APPROVAL_POLICY
from app.ledger.desk_vocabulary import (
    PROPOSAL,
    ProposalAction,
    ProposalKind,
    ProposalState,
)
from app.ledger.facts import (
    ProposalDone,
    ProposalEdited,
    ProposalFailed,
    ProposalMade,
    ProposalRejected,
    ProposalWithdrawn,
)
from app.ledger.models import MoneyProposal, MoneyProposalVersion
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row
from app.store.numbering import next_number

#: Reasons are read by others: fewer signs say nothing.
REASON_MIN = 2


@dataclass(frozen=True)
class Draft:
    """What is proposed; the content carries numbers and accounts, never names."""

    kind: ProposalKind
    court_id: int
    case_number: str | None
    subject: str
    amount: Money
    reason: str
    content: Mapping[str, Any] = field(default_factory=dict)
    batch_no: str | None = None


def digest_of(draft: Draft) -> str:
    """Return the SHA-256 of what an approver says yes to."""
    plain = {
        "kind": draft.kind.value,
        "court_id": draft.court_id,
        "case_number": draft.case_number,
        "subject": draft.subject,
        "amount": str(draft.amount),
        "reason": draft.reason,
        "content": dict(draft.content),
    }
    body = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def draft_of(row: MoneyProposal) -> Draft:
    """Return what a proposal says now."""
    return Draft(
        row.kind,
        row.court_id,
        row.case_number,
        row.subject,
        row.amount,
        row.reason,
        row.content,
        row.batch_no,
    )


def require_maker(actor: Actor, court_id: int) -> int:
    """Return the person who proposes; raises Forbidden for whom may not, or of another court."""
    if not actor.may(Permission.MANAGE_MONEY) or actor.person_id is None:
        raise Forbidden
    require_court(actor, court_id)
    return actor.person_id


def propose(draft: Draft, *, actor: Actor, at: datetime) -> MoneyProposal:
    """Write a proposal down; joins an open unit of work.

    Raises Conflict(proposal_open) while another one binds the same thing.
    """
    maker_id = require_maker(actor, draft.court_id)
    _require_reason(draft.reason)
    with unit_of_work() as work:
        lock_names(f"ledger:proposal:{draft.subject}")
        standing = queries.find_open_proposal(draft.subject)
        if standing is not None:
            raise Conflict("proposal_open", params={"no": standing.no})
        digest = digest_of(draft)
        row = MoneyProposal(
            no=next_number("MP", str(draft.court_id), at),
            kind=draft.kind,
            state=ProposalState.PROPOSED,
            court_id=draft.court_id,
            case_number=draft.case_number,
            subject=draft.subject,
            amount=draft.amount,
            content=dict(draft.content),
            reason=draft.reason,
            version=1,
            content_digest=digest,
            batch_no=draft.batch_no,
            maker_id=maker_id,
            maker=actor.label,
            made_at=at,
        )
        db.session.add(row)
        db.session.flush()
        _keep_version(row, maker_id, actor, at)
        work.record(fact_of(ProposalMade, row), actor=actor, at=at)
        return row


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < REASON_MIN:
        raise Refusal("reason_needed", fields={"reason": "reason_needed"})


def _keep_version(row: MoneyProposal, editor_id: int, actor: Actor, at: datetime) -> None:
    db.session.add(
        MoneyProposalVersion(
            proposal_id=row.id,
            version=row.version,
            amount=row.amount,
            content=row.content,
            reason=row.reason,
            content_digest=row.content_digest,
            editor_id=editor_id,
            editor=actor.label,
            at=at,
        )
    )


def fact_of(kind: type[Any], row: MoneyProposal, **more: str) -> Any:
    """Return a fact about a proposal as it stands."""
    return kind(
        row.no,
        row.kind.value,
        row.version,
        str(row.amount),
        row.content_digest,
        row.case_number,
        **more,
    )


def lock_proposal(no: str, *, actor: Actor) -> MoneyProposal:
    """Return a proposal of the actor's court under its lock; raises NotFound."""
    found = queries.get_proposal(no, court_id=actor.court_id)
    row = lock_row(MoneyProposal, id=found.id)
    require_court(actor, row.court_id)
    return row


def require_version(row: MoneyProposal, version: int) -> None:
    """Raise Conflict(proposal_changed) when the page showed an earlier version."""
    if row.version != version:
        raise Conflict("proposal_changed", params={"no": row.no})


def edit(
    no: str,
    *,
    reason: str,
    version: int,
    amount: Money | None = None,
    content: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> MoneyProposal:
    """Change one's own proposal: a new version, and an approval it had is void (M10).

    Raises Forbidden for another's proposal, IllegalMove once it is carried out.
    """
    _require_reason(reason)
    with unit_of_work() as work:
        row = lock_proposal(no, actor=actor)
        if row.maker_id != actor.person_id:
            raise Forbidden("not_the_maker", citations=(APPROVAL_POLICY,))
        require_version(row, version)
        row.state = PROPOSAL.after(row.state, ProposalAction.EDIT)
        row.approver_id = row.approver = row.approved_digest = row.approved_at = None
        row.reason, row.version = reason, row.version + 1
        row.amount = amount or row.amount
        row.content = dict(row.content if content is None else content)
        row.content_digest = digest_of(draft_of(row))
        _keep_version(row, row.maker_id, actor, at)
        work.record(fact_of(ProposalEdited, row), actor=actor, at=at)
        return row


def withdraw(no: str, *, reason: str, actor: Actor, at: datetime) -> MoneyProposal:
    """Take one's own proposal back before it is carried out."""
    _require_reason(reason)
    with unit_of_work() as work:
        row = lock_proposal(no, actor=actor)
        if row.maker_id != actor.person_id:
            raise Forbidden("not_the_maker", citations=(APPROVAL_POLICY,))
        row.state = PROPOSAL.after(row.state, ProposalAction.WITHDRAW)
        row.ended_by, row.end_reason, row.ended_at = actor.label, reason, at
        work.record(fact_of(ProposalWithdrawn, row), actor=actor, at=at)
        return row


def reject(no: str, *, reason: str, version: int, actor: Actor, at: datetime) -> MoneyProposal:
    """Say no to another's proposal; the maker reads why."""
    _require_reason(reason)
    if not actor.may(Permission.APPROVE_MONEY):
        raise Forbidden
    with unit_of_work() as work:
        row = lock_proposal(no, actor=actor)
        if row.maker_id == actor.person_id:
            raise Forbidden("own_proposal", citations=(APPROVAL_POLICY,))
        require_version(row, version)
        row.state = PROPOSAL.after(row.state, ProposalAction.REJECT)
        row.ended_by, row.end_reason, row.ended_at = actor.label, reason, at
        work.record(fact_of(ProposalRejected, row), actor=actor, at=at)
        return row


def finish(work: Work, row: MoneyProposal, *, at: datetime) -> None:
    """Note that a proposal was carried out to its end."""
    row.state = PROPOSAL.after(row.state, ProposalAction.FINISH)
    row.ended_at = at
    work.record(fact_of(ProposalDone, row), actor=SYSTEM, at=at)


def fail(work: Work, row: MoneyProposal, *, code: str, at: datetime) -> None:
    """Note that it could not be carried out or was undone; its maker is told by a task."""
    row.state = PROPOSAL.after(row.state, ProposalAction.FAIL)
    row.end_reason, row.ended_at = code, at
    work.record(fact_of(ProposalFailed, row, code=code), actor=SYSTEM, at=at)
