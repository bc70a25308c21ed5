"""Give many deposits back at once: one transaction for a batch, each deposit once."""

from collections.abc import Sequence
from datetime import datetime

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.ledger import queries
from app.ledger.facts import DepositReleased
from app.ledger.models import PaymentOrder, Transfer
from app.ledger.rules import DEPOSIT_RULE
from app.ledger.services import outbox
from app.ledger.services.deposit_guards import require_free
from app.ledger.services.deposits import RELEASE_WITHIN
from app.ledger.services.posting import Entry, write_transfers
from app.ledger.vocabulary import HOLD, HoldAction, HoldState, Purpose, Step
from app.store import unit_of_work
from app.store.locks import limit_waiting

#: Deposits of one transaction: few enough that a lot's refunds move on while others are at work.
BATCH_MAX = 200


def release_deposits(
    references: Sequence[str],
    *,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> list[str]:
    """Give a batch of deposits back, all or none, and return which of them went back now.

    A deposit that was released before is passed over, so the same batch again does nothing.
    Each end has the key `<key>:<reference>`. Raises NotFound, Conflict(deposit_not_held), or
    IllegalMove if one of them was captured or forfeited.
    """
    if len(references) > BATCH_MAX:
        raise Refusal("batch_not_postable", params={"most": str(BATCH_MAX)})
    with unit_of_work() as work:
        limit_waiting()
        require_free(references)
        # Rows in the order of their numbers: two batches with the same deposits take turns.
        orders = queries.lock_orders_of(sorted(set(references)))
        if missing := set(references) - {order.reference for order in orders}:
            raise NotFound("payment_order", min(missing))
        standing = _standing(orders)
        if not standing:
            return []
        ends = [
            Entry(
                f"{key}:{order.reference}",
                Step.RELEASED,
                Purpose.DEPOSIT,
                hold.debit,
                hold.credit,
                hold.amount,
                order.case_number,
                reference=order.reference,
                hold_id=hold.id,
            )
            for order, hold in standing
        ]
        write_transfers(ends, at=at)
        outbox.queue_refunds(
            [(order, hold.debit) for order, hold in standing],
            due_at=due_at or at + RELEASE_WITHIN,
            at=at,
        )
        for order, _ in standing:
            fact = DepositReleased(order.no, order.reference, str(order.amount), order.case_number)
            work.record(fact, actor=actor, at=at)
        return [order.reference for order, _ in standing]


def _standing(orders: Sequence[PaymentOrder]) -> list[tuple[PaymentOrder, Transfer]]:
    """Return the orders whose deposit is still held, each with its hold."""
    found = queries.list_holds([order.no for order in orders])
    standing = []
    for order in orders:
        if order.no not in found:
            raise Conflict("deposit_not_held", citations=(DEPOSIT_RULE,))
        hold, ended = found[order.no]
        state = HoldState(ended.value) if ended else HoldState.HELD
        if state is HoldState.RELEASED:
            continue
        HOLD.after(state, HoldAction.RELEASE)
        standing.append((order, hold))
    return standing
