"""Propose that a transfer is reversed by a new one that names it (M14); a judge approves."""

from datetime import datetime

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import NotFound
from app.ledger import queries
from app.ledger.desk_vocabulary import ProposalKind
from app.ledger.models import MoneyProposal, Transfer
from app.ledger.services.proposals import Draft, propose
from app.ledger.services.reversal import require_reversible, reverse


def propose_reversal(
    transfer_key: str, *, reason: str, actor: Actor, at: datetime
) -> MoneyProposal:
    """Propose to undo a transfer of one's own court."""
    transfer = _get_transfer(transfer_key)
    require_reversible(transfer, key="")
    court_id = queries.court_of_case(transfer.case_number) if transfer.case_number else None
    draft = Draft(
        ProposalKind.REVERSAL,
        court_id or actor.court_id or 0,
        transfer.case_number,
        f"transfer:{transfer.key}",
        transfer.amount,
        reason,
        {"transfer_key": transfer.key},
    )
    return propose(draft, actor=actor, at=at)


def _get_transfer(key: str) -> Transfer:
    found = queries.find_transfer(key)
    if found is None:
        raise NotFound("transfer", key)
    return found


def check_reversal(row: MoneyProposal) -> None:
    """See that the transfer is there and can still be taken back."""
    require_reversible(_get_transfer(row.content["transfer_key"]), key=_key_of(row))


def _key_of(row: MoneyProposal) -> str:
    return f"reversal:{row.no}"


def carry_out_reversal(row: MoneyProposal, *, at: datetime) -> None:
    """Undo the transfer by a new one."""
    reverse(row.content["transfer_key"], reason=row.reason, key=_key_of(row), actor=SYSTEM, at=at)
