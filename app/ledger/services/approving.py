"""The second person's yes, and what follows from it: by the clock, once, after another look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.ledger import queries
from app.ledger.desk_rules import APPROVAL_POLICY, needs_judge
from app.ledger.desk_vocabulary import (
    PROPOSAL,
    ProposalAction,
    ProposalKind,
    ProposalState,
)
from app.ledger.directory import find_payee
from app.ledger.facts import ProposalApproved
from app.ledger.models import MoneyProposal
from app.ledger.rules import plain_id_number
from app.ledger.services import paying_out, reversing, suspense
from app.ledger.services.orders import owner_digest
from app.ledger.services.proposals import (
    digest_of,
    draft_of,
    fact_of,
    fail,
    finish,
    lock_proposal,
    require_version,
)
from app.store import Work, unit_of_work
from app.store.locks import lock_row

#: How many proposals one tick carries out; the rest is due at the next one.
BATCH = 50


@dataclass(frozen=True)
class Doing:
    """How one kind is judged again before it is carried out, and how it is carried out.

    What is carried out returns the instruction that the bank still has to follow, or nothing.
    """

    check: Callable[[MoneyProposal], None]
    carry_out: Callable[[Work, MoneyProposal, datetime], str | None]


def _match(work: Work, row: MoneyProposal, at: datetime) -> None:
    suspense.carry_out_match(work, row, at=at)


def _give_back(work: Work, row: MoneyProposal, at: datetime) -> str:
    return suspense.carry_out_return(work, row, at=at)


def _pay(_work: Work, row: MoneyProposal, at: datetime) -> str:
    return paying_out.carry_out_payout(row, at=at)


def _reverse(_work: Work, row: MoneyProposal, at: datetime) -> None:
    reversing.carry_out_reversal(row, at=at)


DOINGS: Mapping[ProposalKind, Doing] = {
    ProposalKind.SUSPENSE_MATCH: Doing(suspense.check_match, _match),
    ProposalKind.SUSPENSE_RETURN: Doing(suspense.check_return, _give_back),
    ProposalKind.PAYOUT: Doing(paying_out.check_payout, _pay),
    ProposalKind.REVERSAL: Doing(reversing.check_reversal, _reverse),
}


def approve(no: str, *, version: int, actor: Actor, at: datetime) -> MoneyProposal:
    """Approve exactly the version that was read; pressed twice, it is approved once.

    Raises Forbidden: own_proposal for its maker, own_money for whoever receives it,
    judge_needed; Conflict(proposal_changed) for an older version, IllegalMove after another.
    """
    if not actor.may(Permission.APPROVE_MONEY) or actor.person_id is None:
        raise Forbidden
    with unit_of_work() as work:
        row = lock_proposal(no, actor=actor)
        _require_second_person(row, actor)
        require_version(row, version)
        if row.approver_id == actor.person_id and row.state is not ProposalState.PROPOSED:
            return row
        approved = PROPOSAL.after(row.state, ProposalAction.APPROVE)
        if needs_judge(row.kind, row.amount, on=at) and not actor.has(Role.JUDGE):
            raise Forbidden("judge_needed", citations=(APPROVAL_POLICY,))
        DOINGS[row.kind].check(row)
        row.state, row.approved_at = approved, at
        row.approver_id, row.approver = actor.person_id, actor.label
        row.approved_digest = row.content_digest
        work.record(fact_of(ProposalApproved, row), actor=actor, at=at)
        return row


def _require_second_person(row: MoneyProposal, actor: Actor) -> None:
    """Refuse the maker, and whoever would receive the money (M10, P37)."""
    if row.maker_id == actor.person_id:
        raise Forbidden("own_proposal", citations=(APPROVAL_POLICY,))
    if is_own_money(row, actor):
        raise Forbidden("own_money", citations=(APPROVAL_POLICY,))


def is_own_money(row: MoneyProposal, actor: Actor) -> bool:
    """Say whether an actor paid, or is to receive, the money of a proposal."""
    assert actor.person_id is not None
    if row.kind is ProposalKind.PAYOUT:
        payee = find_payee(row.content["account"])
        return payee is not None and payee.person_id == actor.person_id
    if row.kind is ProposalKind.REVERSAL:
        return False
    own_number = _own_number(actor)
    for serial in row.content["serials"]:
        receipt = queries.find_receipt(serial)
        order = queries.find_order(receipt.order_no) if receipt else None
        if order and order.owner_digest == owner_digest(order.purpose, actor.person_id):
            return True
        payer = suspense.payer_of(queries.get_suspense_item(serial), serial)
        if own_number and plain_id_number(payer.id_number) == own_number:
            return True
    return False


def _own_number(actor: Actor) -> str:
    try:
        return plain_id_number(identity.own_name(actor).id_number)
    except (NotFound, Refusal):
        return ""


def approve_batch(batch_no: str, *, digest: str, actor: Actor, at: datetime) -> int:
    """Approve all that is proposed in a batch, exactly as it was read; return how many.

    Raises Conflict(proposal_changed) when one of them is not what the page showed.
    """
    with unit_of_work():
        rows = _proposed_of(batch_no, actor)
        if batch_digest(rows) != digest:
            raise Conflict("proposal_changed", params={"no": batch_no})
        for row in rows:
            approve(row.no, version=row.version, actor=actor, at=at)
        return len(rows)


def _proposed_of(batch_no: str, actor: Actor) -> list[MoneyProposal]:
    rows = queries.list_of_batch(batch_no, court_id=actor.court_id)
    if not rows:
        raise NotFound("batch", batch_no)
    return [row for row in rows if row.state is ProposalState.PROPOSED]


def batch_digest(rows: list[MoneyProposal]) -> str:
    """Return what an approver of a batch says yes to: the digests of what is still proposed."""
    return "-".join(row.content_digest[:16] for row in sorted(rows, key=lambda row: row.no))


def carry_out_due(at: datetime) -> int:
    """Carry out what was approved, each in a transaction of its own; return how many."""
    return sum(_carry_out(no, at=at) for no in queries.list_approved(BATCH))


def _carry_out(no: str, *, at: datetime) -> bool:
    try:
        return _try(no, at=at)
    except Refusal as refusal:
        code = refusal.code
    with unit_of_work() as work:
        row = lock_row(MoneyProposal, id=queries.get_proposal(no, court_id=None).id)
        if row.state is not ProposalState.APPROVED:
            return False
        fail(work, row, code=code, at=at)
        return True


def _try(no: str, *, at: datetime) -> bool:
    with unit_of_work() as work:
        row = lock_row(MoneyProposal, id=queries.get_proposal(no, court_id=None).id)
        if row.state is not ProposalState.APPROVED:
            return False
        # What is carried out is what was approved, to the last sign.
        if not row.approved_digest == row.content_digest == digest_of(draft_of(row)):
            raise Conflict("proposal_changed", params={"no": no})
        instruction_id = DOINGS[row.kind].carry_out(work, row, at)
        if instruction_id is None:
            finish(work, row, at=at)
        else:
            row.state = PROPOSAL.after(row.state, ProposalAction.SEND)
            row.instruction_id = instruction_id
        return True


def follow_bank(instruction_id: str, *, code: str | None, at: datetime) -> None:
    """Note on the proposal what the bank did: paid, or refused or sent back with a code."""
    with unit_of_work() as work:
        row = queries.find_proposal_of_instruction(instruction_id)
        if row is None:
            return
        if code is None and row.state is ProposalState.SENT:
            finish(work, row, at=at)
        elif code is not None and row.state in {ProposalState.SENT, ProposalState.DONE}:
            fail(work, row, code=code, at=at)
