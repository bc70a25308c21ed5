"""The code a payer scans with WeChat: made when asked for, fresh while it can be used."""

from datetime import datetime, timedelta

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.ledger import queries
from app.ledger.models import BankInstruction, PaymentOrder
from app.ledger.rules import DEPOSIT_RULE
from app.ledger.services import outbox
from app.ledger.vocabulary import (
    UNNAMED_PURPOSES,
    Channel,
    InstructionKind,
    InstructionState,
    OrderState,
)
from app.store import unit_of_work
from app.store.locks import lock_row

#: WeChat lets a code be used for two hours; ours is renewed ten minutes before.
CODE_GOOD_FOR = timedelta(hours=1, minutes=50)


def code_instruction_id(order_no: str) -> str:
    """Name the instruction that asks WeChat for the code of an order."""
    return f"wechat-{order_no}"


def find_code(order_no: str) -> str | None:
    """Return the code of an order while it can still be used, or nothing."""
    row = queries.find_instruction(code_instruction_id(order_no))
    if row is None or row.pay_code is None or row.pay_code_at is None:
        return None
    return row.pay_code if clock.real_now() - row.pay_code_at < CODE_GOOD_FOR else None


def ask_for_code(order_no: str, *, at: datetime) -> None:
    """Queue WeChat to make a code for an open order, or to renew one that is too old.

    Raises Refusal(wechat_names_nobody) for what demands the payer's name: WeChat tells none, and
    a deposit is paid in the bidder's own name (art. 17). Raises Conflict for a closed order.
    """
    with unit_of_work():
        order = lock_row(PaymentOrder, id=queries.get_order(order_no).id)
        if order.purpose not in UNNAMED_PURPOSES:
            raise Refusal("wechat_names_nobody", citations=(DEPOSIT_RULE,))
        if order.state is not OrderState.OPEN:
            raise Conflict("payment_order_closed")
        earlier = queries.find_instruction(code_instruction_id(order_no))
        if earlier is None:
            _queue_first(order, at=at)
            return
        row = lock_row(BankInstruction, id=earlier.id)
        if row.state is InstructionState.DONE and find_code(order_no) is None:
            row.state, row.done_at, row.tries = InstructionState.QUEUED, None, 0
            row.next_at = clock.real_now()


def _queue_first(order: PaymentOrder, *, at: datetime) -> None:
    request = {
        "no": order.no,
        "amount": str(order.amount),
        "purpose": outbox.WORDS[order.purpose],
        "purpose_code": order.purpose.value,
        "due_at": stamp(order.due_at),
    }
    instruction = BankInstruction(
        instruction_id=code_instruction_id(order.no),
        kind=InstructionKind.ORDER,
        channel=Channel.WECHAT,
        purpose=order.purpose,
        case_number=order.case_number,
        order_id=order.id,
        amount=order.amount,
    )
    outbox.queue(instruction, request, at=at)
