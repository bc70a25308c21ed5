"""What became of money ordered out: it left, it came back, or the bank will not send it.

Money that comes back or never leaves stands again in the account it was taken from, and finance
is told by a fact and a task; a new payout is a new instruction.
"""

from datetime import datetime

from app.kernel.actors import SYSTEM
from app.kernel.errors import Conflict, NotFound
from app.kernel.money import Money
from app.ledger import chart, queries
from app.ledger.bank.port import PayoutNotice, PayoutReturned
from app.ledger.facts import InstructionRefused, PayoutBack, PayoutPaid
from app.ledger.models import BankInstruction, Transfer
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import InstructionKind, InstructionState, Step
from app.store import Work, unit_of_work
from app.store.locks import lock_row

#: Longest reason of a bank that is kept.
REASON_MAX = 200
#: Instructions for which money was set aside in the book.
MONEY_OUT = frozenset({InstructionKind.REFUND, InstructionKind.PAYOUT})


def settle_payout(notice: PayoutNotice, *, at: datetime) -> bool:
    """Book that a payout left the bank: once, whether told by answer, notice or statement.

    Returns whether it was news. Raises NotFound for an instruction that is not ours, Conflict
    for another amount or serial, or when the bank had refused it for good.
    """
    found = _find(notice.instruction_id)
    with unit_of_work() as work:
        row = lock_row(BankInstruction, id=found.id)
        require_same(row, notice.amount, notice.serial)
        if row.state is InstructionState.QUEUED:
            row.bank_serial = notice.serial
            _book_paid(work, row, at=at)
            return True
        # The word that it came back overtook the word that it left.
        row.bank_serial = notice.serial
        return False


def return_payout(notice: PayoutReturned, *, at: datetime) -> bool:
    """Book that a payout came back, once; its money stands where it was taken from.

    Returns whether it was news; raises as `settle_payout` does.
    """
    found = _find(notice.instruction_id)
    with unit_of_work() as work:
        row = lock_row(BankInstruction, id=found.id)
        require_same(row, notice.amount, row.bank_serial)
        if row.return_serial not in {None, notice.serial}:
            raise Conflict("bank_serial_mismatch")
        if row.state is InstructionState.RETURNED:
            return False
        if row.state is InstructionState.QUEUED:
            _book_paid(work, row, at=at)
        home = source_of(row)
        _move(row, f"returned:{row.instruction_id}", chart.BANK, home.debit, at=at)
        row.state, row.undone_at = InstructionState.RETURNED, at
        row.return_serial, row.last_fault = notice.serial, notice.reason[:REASON_MAX]
        fact = PayoutBack(
            row.instruction_id,
            home.debit,
            str(row.amount),
            row.last_fault,
            row.case_number,
        )
        work.record(fact, actor=SYSTEM, at=at)
        return True


def refuse_instruction(instruction_id: str, code: str, *, at: datetime) -> bool:
    """Take the bank's no for good: nothing left, so the money goes back to its account."""
    found = queries.find_instruction(instruction_id)
    if found is None:
        raise NotFound("bank_instruction", instruction_id)
    with unit_of_work() as work:
        row = lock_row(BankInstruction, id=found.id)
        if row.state is not InstructionState.QUEUED:
            return False
        account = ""
        if row.kind in MONEY_OUT:
            account = source_of(row).debit
            _move(
                row,
                f"refused:{row.instruction_id}",
                chart.outgoing(row.instruction_id),
                account,
                at=at,
            )
        row.state, row.undone_at = InstructionState.REFUSED, at
        row.last_fault = code[:REASON_MAX]
        fact = InstructionRefused(
            row.instruction_id, account, str(row.amount), row.last_fault, row.case_number
        )
        work.record(fact, actor=SYSTEM, at=at)
        return True


def require_same(row: BankInstruction, amount: Money, serial: str | None) -> None:
    """Raise Conflict unless the bank speaks of this amount under the one serial it has."""
    is_other = row.amount != amount or (
        serial is not None and row.bank_serial not in {None, serial}
    )
    if is_other or row.state is InstructionState.REFUSED:
        raise Conflict("bank_serial_mismatch")


def source_of(row: BankInstruction) -> Transfer:
    """Return the transfer that set an instruction's money aside; its debit is where it was."""
    filled = queries.find_transfer(row.instruction_id)
    assert filled is not None, "money is set aside in the unit of work that queues it"
    return filled


def _find(instruction_id: str) -> BankInstruction:
    found = queries.find_instruction(instruction_id)
    if found is None or found.kind is not InstructionKind.PAYOUT:
        raise NotFound("bank_instruction", instruction_id)
    return found


def _book_paid(work: Work, row: BankInstruction, *, at: datetime) -> None:
    row.state, row.done_at, row.last_fault = InstructionState.DONE, at, None
    _move(
        row,
        f"paid:{row.instruction_id}",
        chart.outgoing(row.instruction_id),
        chart.BANK,
        at=at,
    )
    fact = PayoutPaid(row.instruction_id, source_of(row).debit, str(row.amount), row.case_number)
    work.record(fact, actor=SYSTEM, at=at)


def _move(row: BankInstruction, key: str, debit: str, credit: str, *, at: datetime) -> None:
    filled = source_of(row)
    entry = Entry(
        key=key,
        step=Step.POSTED,
        purpose=filled.purpose,
        debit=debit,
        credit=credit,
        amount=row.amount,
        case_number=row.case_number,
        reference=filled.reference,
    )
    write_transfer(entry, at=at)
