"""Instructions to the bank: queued with the rows they follow from, sent until they are done.

No wire is touched inside a transaction. A crash between book and bank leaves the instruction
queued; it is sent again under the same id, and the bank does one id once.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.identity import vault
from app.kernel.clock import clock
from app.kernel.errors import Conflict
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.ledger import chart, queries
from app.ledger.bank.port import (
    BankAway,
    BankPort,
    BankRefused,
    PayoutNotice,
)
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder
from app.ledger.services.payouts import refuse_instruction, settle_payout
from app.ledger.services.posting import Entry, write_transfer, write_transfers
from app.ledger.services.refunds import settle_refund
from app.ledger.vocabulary import Channel, InstructionKind, InstructionState, Purpose, Step
from app.store import db, unit_of_work
from app.store.locks import lock_row

#: First and longest pause between two tries.
PAUSE_MIN = timedelta(seconds=2)
PAUSE_MAX = timedelta(minutes=10)
#: How many instructions one tick sends at most.
BATCH = 50
PAYEE = "人民法院执行案款专户"
WORDS = {
    Purpose.BASIC_FEE: "基本评估费",
    Purpose.DEPOSIT: "竞买保证金",
    Purpose.BALANCE: "拍卖余款",
    Purpose.BALANCE_FEE: "评估费余款",
    Purpose.TOP_UP: "悔拍补交差价",
    Purpose.IN_KIND_TOP_UP: "抵债补交差额",
}


@dataclass(frozen=True)
class Ready:
    """An instruction taken out for sending."""

    id: int
    instruction_id: str
    kind: InstructionKind
    request: dict[str, str]


def queue_order(
    order: PaymentOrder, *, payer_name: str, payer_id_number: str, at: datetime
) -> None:
    """Queue a payment order for the bank; the payer's name travels sealed until then."""
    request = {
        "no": order.no,
        "payee": PAYEE,
        "account": order.account,
        "amount": str(order.amount),
        "memo": order.no,
        "purpose": WORDS[order.purpose],
        "due_at": stamp(order.due_at),
        "payer_name": payer_name,
        "payer_id_number": payer_id_number,
    }
    if order.purpose is Purpose.DEPOSIT:
        request["is_frozen"] = "yes"
    queue(
        BankInstruction(
            instruction_id=f"order-{order.no}",
            kind=InstructionKind.ORDER,
            purpose=order.purpose,
            case_number=order.case_number,
            order_id=order.id,
            amount=order.amount,
        ),
        request,
        at=at,
    )


def queue_refund(
    receipt: BankReceipt,
    *,
    debit: str,
    purpose: Purpose,
    order: PaymentOrder | None,
    case_number: str | None,
    due_at: datetime | None,
    at: datetime,
) -> BankInstruction:
    """Move a receipt's money to the way out and queue the bank to send it where it came from."""
    entry, instruction, request = _refund(receipt, debit, purpose, order, case_number, due_at)
    write_transfer(entry, at=at)
    return queue(instruction, request, at=at)


def queue_refunds(
    deposits: Sequence[tuple[PaymentOrder, str]], *, due_at: datetime, at: datetime
) -> None:
    """Move many deposits, each from its account, to the way out and queue the bank for each."""
    receipts = queries.list_booked_receipts([order.id for order, _ in deposits])
    entries, instructions = [], []
    for order, debit in deposits:
        receipt = receipts[order.id]
        entry, instruction, request = _refund(
            receipt, debit, Purpose.DEPOSIT, order, order.case_number, due_at
        )
        entries.append(entry)
        instructions.append(_prepared(instruction, request, at=at))
    write_transfers(entries, at=at)
    db.session.add_all(instructions)
    db.session.flush()


def _refund(
    receipt: BankReceipt,
    debit: str,
    purpose: Purpose,
    order: PaymentOrder | None,
    case_number: str | None,
    due_at: datetime | None,
) -> tuple[Entry, BankInstruction, dict[str, str]]:
    """Return the entry of a refund, its instruction, and what the bank is asked."""
    instruction_id = f"refund-{receipt.serial}"
    entry = Entry(
        key=instruction_id,
        step=Step.POSTED,
        purpose=Purpose.REFUND,
        debit=debit,
        credit=chart.outgoing(instruction_id),
        amount=receipt.amount,
        case_number=case_number,
        reference=order.reference if order else None,
    )
    request = {
        "instruction_id": instruction_id,
        "original_serial": receipt.serial,
        "amount": str(receipt.amount),
        "reason": purpose.value,
    }
    if order is not None and order.purpose is Purpose.DEPOSIT:
        request["is_frozen"] = "yes"
    instruction = BankInstruction(
        instruction_id=instruction_id,
        kind=InstructionKind.REFUND,
        purpose=purpose,
        case_number=case_number,
        order_id=order.id if order else None,
        receipt_id=receipt.id,
        channel=receipt.channel,
        amount=receipt.amount,
        due_at=due_at,
    )
    return entry, instruction, request


def queue_collection(receipt: BankReceipt, order: PaymentOrder, *, at: datetime) -> None:
    """Queue the bank to unfreeze a deposit that was kept and to move it to the court's account.

    The book has moved it already; at the bank nothing enters or leaves by this.
    """
    instruction_id = f"collect-{receipt.serial}"
    request = {
        "instruction_id": instruction_id,
        "original_serial": receipt.serial,
        "amount": str(receipt.amount),
    }
    instruction = BankInstruction(
        instruction_id=instruction_id,
        kind=InstructionKind.COLLECT,
        purpose=order.purpose,
        case_number=order.case_number,
        order_id=order.id,
        receipt_id=receipt.id,
        channel=receipt.channel,
        amount=receipt.amount,
    )
    queue(instruction, request, at=at)


def queue_payout(
    *,
    instruction_id: str,
    debit: str,
    payee_name: str,
    payee_account: str,
    payee_bank: str,
    amount: Money,
    memo: str,
    purpose: Purpose,
    case_number: str | None,
    reference: str | None,
    due_at: datetime | None,
    at: datetime,
) -> BankInstruction:
    """Set money aside and queue the bank to pay it to a named account, once per id.

    Raises Conflict(account_overdrawn) where the account holds less, and
    Conflict(idempotency_mismatch) for a known id with other content.
    """
    request = {
        "instruction_id": instruction_id,
        "payee_name": payee_name,
        "payee_account": payee_account,
        "payee_bank": payee_bank,
        "amount": str(amount),
        "memo": memo,
    }
    entry = Entry(
        key=instruction_id,
        step=Step.POSTED,
        purpose=purpose,
        debit=debit,
        credit=chart.outgoing(instruction_id),
        amount=amount,
        case_number=case_number,
        reference=reference,
    )
    with unit_of_work():
        _, is_new = write_transfer(entry, at=at)
        if not is_new:
            return _same_payout(instruction_id, request)
        instruction = BankInstruction(
            instruction_id=instruction_id,
            kind=InstructionKind.PAYOUT,
            purpose=purpose,
            case_number=case_number,
            amount=amount,
            due_at=due_at,
        )
        return queue(instruction, request, at=at)


def _same_payout(instruction_id: str, request: dict[str, str]) -> BankInstruction:
    earlier = queries.find_instruction(instruction_id)
    if earlier is None:
        raise Conflict("idempotency_mismatch")
    kept = vault.unseal("ledger.instruction", earlier.request_sealed, instruction_id)
    if json.loads(kept) != request:
        raise Conflict("idempotency_mismatch")
    return earlier


def queue(
    instruction: BankInstruction, request: dict[str, str], *, at: datetime
) -> BankInstruction:
    """Write an instruction down with its request, inside the unit of work it follows from."""
    db.session.add(_prepared(instruction, request, at=at))
    db.session.flush()
    return instruction


def _prepared(
    instruction: BankInstruction, request: dict[str, str], *, at: datetime
) -> BankInstruction:
    """Seal the request into an instruction that is due at once."""
    instruction.state = InstructionState.QUEUED
    instruction.tries = 0
    instruction.queued_at = at
    instruction.next_at = clock.real_now()
    instruction.request_sealed = vault.seal(
        "ledger.instruction",
        json.dumps(request, ensure_ascii=False),
        instruction.instruction_id,
    )
    return instruction


def send_due(
    bank: BankPort, *, at: datetime, limit: int = BATCH, channel: Channel = Channel.MAIN
) -> int:
    """Send what is due and say how much was done; a silent bank ends the round at once.

    Each channel has its own round, so that one that is away holds up no other.
    """
    done = 0
    for _ in range(limit):
        ready = _take_one(channel)
        if ready is None:
            break
        try:
            _send(bank, ready, at=at)
        except BankAway as fault:
            _note_fault(ready, str(fault))
            break
        except BankRefused as fault:
            refuse_instruction(ready.instruction_id, fault.code, at=at)
        done += 1
    return done


def _take_one(channel: Channel = Channel.MAIN) -> Ready | None:
    """Take the next due instruction; its next try is set before the wire is touched.

    A process that dies while sending therefore delays the next try and loses nothing.
    """
    now = clock.real_now()
    with unit_of_work():
        row = db.session.scalar(
            select(BankInstruction)
            .where(
                BankInstruction.state == InstructionState.QUEUED,
                BankInstruction.channel == channel,
                BankInstruction.next_at <= now,
            )
            .order_by(BankInstruction.next_at, BankInstruction.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        row.next_at = now + pause_after(row.tries)
        row.tries += 1
        request = vault.unseal("ledger.instruction", row.request_sealed, row.instruction_id)
        return Ready(row.id, row.instruction_id, row.kind, json.loads(request))


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after that many tries: twice as long each time, to a limit."""
    pause: timedelta = PAUSE_MIN * 2 ** min(tries, 10)
    return min(pause, PAUSE_MAX)


def _send(bank: BankPort, ready: Ready, *, at: datetime) -> None:
    """Ask the bank and book its answer; an answer that only takes the order in books nothing."""
    if ready.kind is InstructionKind.ORDER:
        _finish(ready, at=at, pay_code=bank.register_order(ready.request))
        return
    if ready.kind is InstructionKind.COLLECT:
        bank.collect(ready.request)
        _finish(ready, at=at)
        return
    ask = bank.refund if ready.kind is InstructionKind.REFUND else bank.pay_out
    answer = ask(ready.request)
    if isinstance(answer, PayoutNotice):
        settle_payout(answer, at=at)
    elif answer is not None:
        settle_refund(answer, at=at)


def _note_fault(ready: Ready, fault: str) -> None:
    with unit_of_work():
        row = lock_row(BankInstruction, id=ready.id)
        row.last_fault = fault[:200]


def _finish(ready: Ready, *, at: datetime, pay_code: str | None = None) -> None:
    """Strike off what moves no money in the book."""
    with unit_of_work():
        row = lock_row(BankInstruction, id=ready.id)
        if row.state is InstructionState.DONE:
            return
        row.state, row.done_at, row.last_fault = InstructionState.DONE, at, None
        if row.kind is InstructionKind.ORDER:
            order = lock_row(PaymentOrder, id=row.order_id)
            order.registered_at = order.registered_at or at
            row.pay_code, row.pay_code_at = pay_code, clock.real_now() if pay_code else None
