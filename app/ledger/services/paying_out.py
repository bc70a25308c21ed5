"""Pay out what is owed: one person proposes, another approves, the bank pays, the record tells."""

import json
from datetime import datetime

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.money import Money
from app.ledger import chart, queries
from app.ledger.desk_rules import PAYEE_POLICY
from app.ledger.desk_vocabulary import PayeeState, ProposalKind
from app.ledger.directory import PayeeIdentity, add_payees, find_payee
from app.ledger.models import MoneyProposal, PayeeAccount
from app.ledger.queries.payouts import Owed
from app.ledger.services import outbox
from app.ledger.services.payees import open_account, owners_of
from app.ledger.services.proposals import Draft, propose, require_maker
from app.ledger.services.suspense import payer_of
from app.ledger.vocabulary import Purpose
from app.store import unit_of_work
from app.store.locks import lock_names
from app.store.numbering import next_number

#: How many payouts one batch may join.
BATCH_MAX = 200
MEMO = "执行案款"


def standing_account(account: str, identity: PayeeIdentity | None) -> PayeeAccount | None:
    """Return the confirmed bank account of whom an account owes to, or nothing."""
    return queries.find_payee_account(owners_of(account, identity), PayeeState.CONFIRMED)


def still_owed(owed: Owed) -> Money:
    """Return what an account owes and really holds: never more than either."""
    held = queries.settled_fen(owed.account)
    return Money(max(0, min(owed.amount.fen, held)))


def propose_payout(
    account: str,
    case_number: str | None,
    *,
    reason: str,
    amount: Money | None = None,
    batch_no: str | None = None,
    actor: Actor,
    at: datetime,
) -> MoneyProposal:
    """Propose to pay what is owed, or a part of it, to the payee's confirmed bank account.

    Raises Refusal: payee_account_missing, nothing_owed, more_than_owed.
    """
    chart.require_account(account)
    court_id = _court_of(case_number, actor)
    require_maker(actor, court_id)
    with unit_of_work():
        lock_names(f"ledger:{account}")
        owed = queries.owed_of(account, case_number)
        payable = still_owed(owed)
        if not payable or not _is_payable(account):
            raise Refusal("nothing_owed", params={"account": account})
        if amount is not None and amount > payable:
            raise Refusal(
                "more_than_owed", params={"owed": payable.yuan}, fields={"amount": "more_than_owed"}
            )
        payee = _require_account(account)
        draft = Draft(
            ProposalKind.PAYOUT,
            court_id,
            case_number,
            owed.subject,
            amount or payable,
            reason,
            {"account": account, "payee_account_id": payee.id},
            batch_no,
        )
        return propose(draft, actor=actor, at=at)


def _court_of(case_number: str | None, actor: Actor) -> int:
    court = queries.court_of_case(case_number) if case_number else None
    return court or actor.court_id or 0


def _is_payable(account: str) -> bool:
    """Say whether an account owes to somebody; a deposit's only once its refund was refused."""
    if account.startswith(queries.OWED_HEADS):
        return True
    return any(owed.account == account for owed in queries.list_stranded(None))


def _require_account(account: str) -> PayeeAccount:
    payee = standing_account(account, find_payee(account))
    if payee is None:
        raise Refusal("payee_account_missing", citations=(PAYEE_POLICY,))
    return payee


def propose_batch(
    subjects: list[tuple[str, str | None]], *, reason: str, actor: Actor, at: datetime
) -> str:
    """Propose several payouts as one batch and return its number: all of them or none.

    Raises Refusal(nothing_chosen), or what the first bad one is refused for.
    """
    if not subjects:
        raise Refusal("nothing_chosen")
    if len(subjects) > BATCH_MAX:
        raise Refusal("too_many_parts", params={"most": BATCH_MAX})
    require_maker(actor, actor.court_id or 0)
    with unit_of_work():
        batch_no = next_number("MB", str(actor.court_id), at)
        for account, case_number in sorted(subjects, key=lambda each: (each[0], each[1] or "")):
            propose_payout(
                account, case_number, reason=reason, batch_no=batch_no, actor=actor, at=at
            )
        return batch_no


def check_payout(row: MoneyProposal) -> None:
    """Judge a proposed payout as things stand now: the money is there, the account still stands."""
    account = row.content["account"]
    lock_names(f"ledger:{account}")
    owed = queries.owed_of(account, row.case_number)
    if row.amount > still_owed(owed):
        raise Refusal("more_than_owed", params={"owed": still_owed(owed).yuan})
    if _require_account(account).id != row.content["payee_account_id"]:
        raise Conflict("payee_account_changed", citations=(PAYEE_POLICY,))


def carry_out_payout(row: MoneyProposal, *, at: datetime) -> str:
    """Set the money aside and queue the bank; return the instruction's id."""
    check_payout(row)
    payee = open_account(queries.get_payee_account(row.content["payee_account_id"]))
    instruction = outbox.queue_payout(
        instruction_id=f"payout-{row.no}",
        debit=row.content["account"],
        payee_name=payee.holder,
        payee_account=payee.number,
        payee_bank=payee.bank,
        amount=row.amount,
        memo=f"{MEMO} {row.no}",
        purpose=Purpose.DISTRIBUTION,
        case_number=row.case_number,
        reference=f"proposal:{row.no}",
        due_at=None,
        at=at,
    )
    return instruction.instruction_id


def find_stranded_payee(account: str) -> PayeeIdentity | None:
    """Return who paid money that goes back to him, for the name his bank account must bear."""
    if account.startswith(f"{chart.SUSPENSE}:"):
        return _payer_of_receipt(account.removeprefix(f"{chart.SUSPENSE}:"))
    if ":deposits:" in account or account.startswith(f"{chart.PAYER}:"):
        order = queries.find_order(account.rsplit(":", 1)[1])
        if order is None:
            return None
        plain = json.loads(vault.unseal("ledger.payer", order.payer_sealed, order.no))
        return PayeeIdentity(plain["name"])
    return None


def _payer_of_receipt(serial: str) -> PayeeIdentity | None:
    item = queries.find_suspense_item(serial)
    if item is not None:
        return PayeeIdentity(payer_of(item, serial).name)
    receipt = queries.find_receipt(serial)
    if receipt is None:
        raise NotFound("receipt", serial)
    notice = json.loads(vault.unseal("ledger.notice", receipt.notice_sealed, serial))
    name = notice.get("payer_name")
    return PayeeIdentity(name) if isinstance(name, str) and name else None


add_payees(find_stranded_payee)
