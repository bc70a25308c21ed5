"""Book what the bank says of refunds: once, by wire or by notice."""

from datetime import datetime

from app.kernel.actors import SYSTEM
from app.kernel.errors import NotFound
from app.ledger import chart, queries
from app.ledger.bank.port import RefundNotice
from app.ledger.facts import RefundPaid
from app.ledger.models import BankInstruction, PaymentOrder
from app.ledger.services.payouts import require_same
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import InstructionKind, InstructionState, Purpose, Step
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row


def settle_refund(notice: RefundNotice, *, at: datetime) -> bool:
    """Book that the bank sent money back; told twice, or by wire and by notice, book once.

    Raises NotFound for an instruction that is not ours, Conflict for another amount.
    """
    found = queries.find_instruction(notice.instruction_id)
    if found is None or found.kind is not InstructionKind.REFUND:
        raise NotFound("bank_instruction", notice.instruction_id)
    with unit_of_work() as work:
        row = lock_row(BankInstruction, id=found.id)
        require_same(row, notice.amount, notice.serial)
        if row.state is InstructionState.DONE:
            return False
        row.state, row.done_at, row.last_fault = InstructionState.DONE, at, None
        row.bank_serial = notice.serial
        _book_refund(work, row, at=at)
        return True


def _book_refund(work: Work, row: BankInstruction, *, at: datetime) -> None:
    order = db.session.get(PaymentOrder, row.order_id) if row.order_id else None
    entry = Entry(
        key=f"paid:{row.instruction_id}",
        step=Step.POSTED,
        purpose=Purpose.REFUND,
        debit=chart.outgoing(row.instruction_id),
        credit=chart.BANK,
        amount=row.amount,
        case_number=row.case_number,
        reference=order.reference if order else None,
    )
    write_transfer(entry, at=at)
    fact = RefundPaid(
        row.instruction_id,
        order.no if order else "",
        order.reference if order else "",
        str(row.amount),
        row.case_number,
    )
    work.record(fact, actor=SYSTEM, at=at)
